import Foundation
import TestSupport
import Testing

/// A real Slurm of one node, started by `scripts/slurm-test` and stopped again.
@Suite(.serialized) struct SlurmTests {
  /// Where distributions put the daemons; the script itself looks for all of them.
  private static let isInstalled = ["/usr/sbin/slurmctld", "/usr/local/sbin/slurmctld"]
    .contains { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(
    "a preempted task and a killed one go on, and the merged report is a single machine's",
    .enabled(
      if: isInstalled, "no slurmctld found; `scripts/install-dependencies --tests` installs it"))
  func cluster() throws {
    let process = Process()
    process.executableURL = Repository.root.appending(path: "scripts/slurm-test")
    process.arguments = [BenchProcess.executable.path]
    process.environment = ProcessInfo.processInfo.environment.merging(
      [
        "LOSSBENCH_HOME": Repository.root.path,
        "LOSSBENCH_CACHE": FileManager.default.temporaryDirectory
          .appending(path: "lossbench-test-cache").path,
      ]
    ) { $1 }
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text.contains("slurm-test: fine"), "\(text)")
  }

  @Test("without Slurm, submitting says what to do instead; a dry run needs none")
  func withoutSlurm() throws {
    let arguments = ["submit", "slurm", "smoke", "--shards", "3"]
    let refused = try withTemporaryFolder {
      try BenchProcess(arguments, in: $0, environment: ["PATH": "/nowhere"])
    }
    #expect(refused.status == 1 && refused.output.isEmpty)
    #expect(refused.errors.hasPrefix("bench: sbatch: not found on PATH; "))
    let shown = try withTemporaryFolder { folder in
      let result = try BenchProcess(
        arguments + ["--dry-run", "--time", "01:00:00"], in: folder,
        environment: ["PATH": "/nowhere"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      return result
    }
    #expect(shown.status == 0 && shown.errors.isEmpty)
    for text in [
      "#SBATCH --array=1-3\n", "#SBATCH --time=01:00:00\n", "--shard \"$SLURM_ARRAY_TASK_ID/3\"",
      "sbatch --parsable --dependency=afterok:<array id> --kill-on-invalid-dep=yes merge.sh\n",
    ] {
      #expect(shown.output.contains(text), "\(text)")
    }
  }

  @Test(
    "mistakes in what is submitted end with 64 before anything is written",
    arguments: [
      (["--shards", "5"], "found 5 shards for 4 units"), (["--shards", "0"], "--shards is 0"),
      (["--shards", "2", "--partition", "a b"], "--partition: found \"a b\""),
    ])
  func refused(options: [String], text: String) throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess(["submit", "slurm", "smoke"] + options, in: folder)
      #expect(result.status == 64 && result.errors.contains(text), "\(result.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}

/// Parts of a run on one machine after the other.
@Suite struct ShardProcessTests {
  @Test("a dry run shows a shard and its own folder, and what is no shard ends with 64")
  func dryRun() throws {
    let result = try BenchProcess.run("run", "smoke", "--shard", "2/3", "--dry-run")
    #expect(result.status == 0)
    #expect(
      result.output.hasPrefix("smoke, shard 2/3: 2 trials, 0 recorded in runs/smoke/shards/2-of-3"))
    let wrong = try BenchProcess.run("run", "smoke", "--shard", "4/3")
    #expect(wrong.status == 64 && wrong.errors.contains("expected I/N with I from 1 to N"))
    let many = try BenchProcess.run("run", "smoke", "--shard", "1/9")
    #expect(many.status == 64 && many.errors.contains("expected at most 4"))
  }

  @Test("curves are written while trials finish, and later from the records")
  func tensorBoard() throws {
    try withTemporaryFolder { folder in
      let options = ["run", "smoke", "--only", "dataset=builtin-tables", "--seeds", "1"]
      #expect(try BenchProcess(options + ["--tensorboard", "a"], in: folder).status == 0)
      let later = try BenchProcess(["tensorboard", "smoke", "b"], in: folder)
      #expect(later.output == "2 trials in b\n")
      #expect(try BenchProcess(options + ["--tensorboard", "c"], in: folder).status == 0)
      let files = try ["a", "b", "c"].map { try Self.files(folder.appending(path: $0)) }
      #expect(files[0].count == 2 && files[0] == files[1] && files[0] == files[2])
      #expect(files[0].keys.allSatisfy { $0.contains("builtin-tables/mlp/") })
    }
  }

  private static func files(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where name.contains("tfevents") {
      files[name] = try Data(contentsOf: folder.appending(path: name))
    }
    return files
  }
}
