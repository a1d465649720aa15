import Experiments
import Foundation
import ResultStore
import TestSupport
import Testing

/// What scripts depend on: exit codes, streams and files of the built program.
@Suite(.serialized) struct CommandLineTests {
  /// All commands, as words.
  private static let commands =
    ["", "run", "list", "info", "report", "merge", "export", "tensorboard", "doctor"]
    + ["fetch", "verify", "import", "preview", "init"].map { "data \($0)" }
    + ["submit slurm"] + ["step", "loss", "load"].map { "perf \($0)" }

  @Test("help teaches with examples that fit 80 columns", arguments: commands)
  func help(command: String) throws {
    let arguments = command.split(separator: " ").map(String.init) + ["--help"]
    let result = try withTemporaryFolder { try BenchProcess(arguments, in: $0) }
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.output.contains("EXAMPLES") || result.output.contains("FIRST STEPS"))
    let discussion = result.output.components(separatedBy: "USAGE:")[0]
    #expect(discussion.split(separator: "\n").allSatisfy { $0.count <= 80 })
    // A line that was too long goes on at the margin, where it cannot be copied.
    let examples = discussion.components(separatedBy: "EXAMPLES\n").dropFirst().joined()
    #expect(examples.split(separator: "\n").allSatisfy { $0.hasPrefix("  ") })
  }

  @Test("the version is that of the records")
  func version() throws {
    #expect(try BenchProcess.run("--version").output == "\(Release.version)\n")
  }

  @Test("a run folder of another suite is refused and stays as it was")
  func folderOfAnotherSuite() throws {
    try withTemporaryFolder { folder in
      let options = ["--only", "dataset=builtin-tables", "--seeds", "1", "--out", "r"]
      #expect(try BenchProcess(["run", "smoke"] + options, in: folder).status == 0)
      let file = folder.appending(path: "r/run.json")
      let before = try Data(contentsOf: file)
      for extra in [[], ["--dry-run"]] {
        let other = try BenchProcess(["run", "default"] + options + extra, in: folder)
        #expect(other.status == 64 && other.output.isEmpty)
        #expect(
          other.errors
            == "bench: r: found a run of suite smoke; expected none or one of suite default; "
            + "choose another folder with --out\n")
      }
      #expect(try Data(contentsOf: file) == before)
    }
  }

  @Test("all datasets that are missing are named at once, with the command that gets them")
  func missingDatasets() throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess(
        ["run", "adult-quick", "mnist-quick"], in: folder,
        environment: ["LOSSBENCH_CACHE": folder.appending(path: "cache").path])
      #expect(result.status == 1)
      #expect(result.errors.contains("; get them with: bench data fetch adult mnist, or "))
    }
  }

  @Test("shells complete options, ids, and files of suites")
  func completion() throws {
    let script = try BenchProcess.run("--generate-completion-script", "bash")
    #expect(script.status == 0 && script.output.contains("--threads-per-trial"))
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appending(path: "mine.yaml"))
      let words = ["---completion", "run", "--", "positional@0", "0", "0", ""]
      let result = try BenchProcess(words, in: folder)
      let offered = result.output.split(separator: "\n")
      #expect(offered.contains("smoke") && offered.contains("mine.yaml"))
      #expect(!offered.contains("mnist"))
    }
  }

  @Test(
    "a full disk behind standard output is a failure", .enabled(if: hasFullDevice),
    arguments: ["list models --json", "list losses", "info mlp", "run smoke --dry-run"])
  func fullOutput(arguments: String) throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess.shell("exec bench \(arguments) >/dev/full", in: folder)
      #expect(result.status == 1)
      #expect(
        result.errors == "bench: standard output: cannot be written: No space left on device; "
          + "make room or send it elsewhere\n")
    }
  }

  private static let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

  @Test("a closed standard error ends no run")
  func closedErrors() throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess.shell(
        "exec bench run smoke --only model=mlp --out r 2>&- >table", in: folder)
      #expect(result.status == 0)
      let table = try String(contentsOf: folder.appending(path: "table"), encoding: .utf8)
      #expect(table.hasSuffix("Report: r/report.md\n"))
    }
  }

  @Test("a dry run says that a model cannot read a dataset")
  func unsuitableModel() throws {
    try withTemporaryFolder { folder in
      let smoke = try String(
        contentsOf: Repository.root.appending(path: "suites/smoke.yaml"), encoding: .utf8)
      let text = smoke.replacing("id: smoke", with: "id: mine")
        .replacing("dataset: builtin-images", with: "dataset: builtin-series")
      try Data(text.utf8).write(to: folder.appending(path: "mine.yaml"))
      let result = try BenchProcess(["run", "./mine.yaml", "--dry-run"], in: folder)
      #expect(result.status == 64 && result.output.isEmpty)
      #expect(result.errors.hasPrefix("bench: model cnn-small: found examples of shape "))
    }
  }

  @Test("an unknown suite is one line with a suggestion, and 64")
  func unknownSuite() throws {
    let result = try BenchProcess.run("run", "minst-quick")
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(
      result.errors == "bench: unknown suite \"minst-quick\"; did you mean \"mnist-quick\"?\n")
  }

  @Test("a misspelt key gives file, line and the right key, and leaves nothing behind")
  func misspeltKey() throws {
    try withTemporaryFolder { folder in
      let smoke = try String(
        contentsOf: Repository.root.appending(path: "suites/smoke.yaml"), encoding: .utf8)
      let text = smoke.replacing("id: smoke", with: "id: mine")
        .replacing("epochs: 1", with: "epohcs: 1")
      try Data(text.utf8).write(to: folder.appending(path: "mine.yaml"))
      let line = text.split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.hasPrefix("epohcs") }
      let result = try BenchProcess(["run", "./mine.yaml"], in: folder)
      #expect(result.status == 64)
      let number = try #require(line) + 1
      #expect(
        result.errors
          == "mine.yaml:\(number): unknown key \"epohcs\"; did you mean \"epochs\"?\n")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["mine.yaml"])
    }
  }

  @Test(
    "mistakes in options end with 64",
    arguments: [
      ["run", "--jobs", "0"], ["run", "--trial-timeout", "inf"],
      ["run", "--checkpoint-seconds", "1e30"], ["run", "--jbos", "2"], ["run", "smoke", "smoke"],
      ["run", "smoke", "--only", "arm=mixd"], ["run", "smoke", "--mirror", "/no/such/folder"],
      ["list", "nothing"], ["info", "mnits"], ["report", "no/such/run"],
      ["report", "no/such/run", "--format", "pdf"], ["rnu", "smoke"], ["run", "./"],
      ["run", "smoke", "--mirror", "/dev/null"], ["perf", "load", "iris", "--mirror", "/no/such"],
      ["list", "runs", "/no/such/folder"],
    ])
  func usageErrors(arguments: [String]) throws {
    let result = try withTemporaryFolder { try BenchProcess(arguments, in: $0) }
    #expect(result.status == 64 && result.output.isEmpty && !result.errors.isEmpty)
  }

  @Test("a missing file of a dataset is one line that says where it belongs, and 1")
  func missingData() throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess(
        ["run", "mnist-quick", "--mirror", "."], in: folder,
        environment: ["LOSSBENCH_CACHE": folder.appending(path: "cache").path])
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("bench: mnist: "))
      #expect(result.errors.split(separator: "\n").count == 1)
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "runs").path))
    }
  }

  @Test("a run prints the table on stdout and one plain line for each trial on stderr")
  func run() throws {
    try withTemporaryFolder { folder in
      let first = try BenchProcess(["run", "smoke", "--jobs", "1"], in: folder)
      #expect(first.status == 0)
      #expect(first.output.contains("smoke: test accuracy against cross-entropy"))
      #expect(first.output.hasSuffix("Report: runs/smoke/report.md\n"))
      let lines = first.errors.split(separator: "\n")
      #expect(lines.count == 10)
      #expect(lines[0] == "smoke: 8 trials, 8 to run, 1 at a time; folder runs/smoke")
      #expect(lines[8].hasPrefix("[8/8] "))
      #expect(lines[9].contains(" steps in place of ") && lines[9].contains(" %) beside; "))
      #expect(!(first.output + first.errors).contains("\u{1B}"))

      let second = try BenchProcess(["run", "smoke"], in: folder)
      #expect(second.output == first.output)
      #expect(
        second.errors
          == "smoke: 8 trials, 8 recorded before, nothing to run; folder runs/smoke\n")
    }
  }

  @Test("--json prints one document, and a report of the run is the same one")
  func json() throws {
    try withTemporaryFolder { folder in
      let run = try BenchProcess(
        ["run", "smoke", "--json", "--only", "dataset=builtin-tables", "--out", "r"], in: folder)
      #expect(run.status == 0)
      let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      #expect((document as? [String: Any])?["suite"] as? String == "smoke")
      let report = try BenchProcess(
        ["report", "r", "--format", "json,md", "--out", "paper"], in: folder)
      #expect(report.output == "paper/report.json\npaper/report.md\n")
      let file = try Data(contentsOf: folder.appending(path: "paper/report.json"))
      #expect(String(decoding: file, as: UTF8.self) == run.output)
    }
  }

  @Test("a dry run trains nothing and writes nothing")
  func dryRun() throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess(
        ["run", "smoke", "--dry-run", "--seeds", "1", "--jobs", "2"], in: folder)
      #expect(result.status == 0 && result.errors.isEmpty)
      #expect(
        result.output.hasPrefix(
          "smoke: 4 trials, 0 recorded in runs/smoke, 4 to run\n"))
      #expect(result.output.contains(" steps; 158 if nothing were shared ("))
      #expect(result.output.contains(" with 2 at a time\n\n  builtin-images × cnn-small, seed 1\n"))
      #expect(result.output.contains("  cross-entropy\n"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test(
    "SIGTERM and Ctrl-C keep what is finished and say how to go on", arguments: [15, 2] as [Int32])
  func signals(number: Int32) throws {
    try withTemporaryFolder { folder in
      let results = StoredResults(
        of: folder.appending(path: "r"), notify: { Issue.record("\($0)") })
      let result = try BenchProcess(
        ["run", "default", "--jobs", "1", "--out", "r", "--seeds", "50"], in: folder
      ) { process in
        while process.isRunning, try results.keys().isEmpty { usleep(20_000) }
        kill(process.processIdentifier, number)
      }
      #expect(result.status == 128 + number)
      #expect(
        result.errors.hasSuffix(
          "to go on: bench run default --jobs 1 --out r --seeds 50\n"))
      let keys = try results.keys()
      #expect(!keys.isEmpty)
      #expect(
        Self.names(folder.appending(path: "r")).sorted()
          == ["checkpoints", "results.sqlite", "run.json"])
    }
  }

  @Test(
    "lists and information are on stdout",
    arguments: [
      ["list", "suites"], ["list", "datasets"], ["list", "models"], ["list", "losses"],
      ["list", "schedules"], ["list", "optimizers"], ["info", "mnist"], ["info", "builtin-images"],
      ["info", "cnn-small"], ["info", "mixed"], ["info", "linear"], ["info", "default"],
    ])
  func lists(arguments: [String]) throws {
    let result = try withTemporaryFolder { try BenchProcess(arguments, in: $0) }
    #expect(result.status == 0 && result.errors.isEmpty && !result.output.isEmpty)
  }

  @Test("lists as JSON are arrays of ids with summaries", arguments: ["losses", "schedules"])
  func jsonLists(kind: String) throws {
    let result = try BenchProcess.run("list", kind, "--json")
    let entries = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let ids = try #require(entries as? [[String: String]]).compactMap { $0["id"] }
    #expect(ids.contains(kind == "losses" ? "mixed" : "linear"))
  }

  @Test("the list of datasets fits 80 columns and has a line for each")
  func datasetList() throws {
    let narrow = try BenchProcess.run("list", "datasets", environment: ["COLUMNS": "80"])
    let wide = try BenchProcess.run("list", "datasets", environment: ["COLUMNS": ""])
    #expect(narrow.status == 0 && wide.status == 0)
    let lines = narrow.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    let manifests = try FileManager.default.contentsOfDirectory(
      atPath: Repository.root.appending(path: "data-manifests").path)
    for name in manifests + ["builtin-images.yaml"] where name.hasSuffix(".yaml") {
      let id = name.dropLast(5)
      #expect(lines.contains { $0.hasPrefix("\(id) ") }, "\(id)")
    }
    #expect(
      wide.output.contains("iris") && wide.output.contains("research and other non-commercial use"))
  }

  @Test("datasets as JSON have counts, sizes, licences and what was counted twice")
  func datasetJSON() throws {
    struct Entry: Decodable {
      struct Split: Decodable {
        let algorithm: String
        let testFraction: Double?
      }
      let id, family, domain, task, licence: String
      let bytes: Int?
      let train, test, classes: Int
      let split: Split
      let duplicates: Int?
      let verified: Bool
    }
    struct Info: Decodable {
      struct Dataset: Decodable {
        struct Class: Decodable {
          let name: String
          let train, test: Int
        }
        let summary: Entry
        let classes: [Class]
        let decodedDigest: String?
      }
      let dataset: Dataset?
    }
    let list = try BenchProcess.run("list", "datasets", "--json")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(list.output.utf8))
    let iris = try #require(entries.first { $0.id == "iris" })
    #expect(iris.family == "dataset" && iris.domain == "tables" && iris.task == "classification")
    #expect(iris.train == 105 && iris.test == 45 && iris.classes == 3 && iris.bytes == 4551)
    #expect(iris.split.algorithm == "stratified" && iris.split.testFraction == 0.3)
    #expect(iris.duplicates == 0 && iris.verified && iris.licence == "CC-BY-4.0")
    let generated = try #require(entries.first { $0.id == "builtin-text" })
    #expect(generated.bytes == nil && generated.train == 4000 && generated.classes == 4)
    let info = try BenchProcess.run("info", "imdb", "--json")
    let imdb = try #require(
      try JSONDecoder().decode(Info.self, from: Data(info.output.utf8)).dataset)
    #expect(imdb.summary.duplicates == 123 && imdb.summary.split.algorithm == "official")
    #expect(imdb.classes.map(\.name) == ["negative", "positive"])
    #expect(imdb.classes.map(\.train) == [12_500, 12_500] && imdb.decodedDigest?.count == 64)
    let other = try BenchProcess.run("info", "mixed", "--json")
    let mixed = try JSONSerialization.jsonObject(with: Data(other.output.utf8)) as? [String: Any]
    #expect((mixed?["components"] as? [[String: Any]])?.first?["family"] as? String == "loss")
  }

  @Test("doctor exits with 1 when something needed is missing, else with 0")
  func doctor() throws {
    let sick = try BenchProcess.run("doctor", environment: ["LOSSBENCH_HOME": "/no/such"])
    #expect(sick.status == 1)
    #expect(sick.output.contains("MISSING  suites and manifests"))
    #expect(sick.output.contains("export LOSSBENCH_HOME="))
    let json = try BenchProcess.run("doctor", "--json")
    let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    #expect((document as? [String: Any])?["findings"] is [Any])
  }

  private static func names(_ folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
      .filter { !$0.hasPrefix(".") } ?? []
  }
}
