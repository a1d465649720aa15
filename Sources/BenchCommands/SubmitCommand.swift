import ArgumentParser
import DataStore
import Engine
import Experiments
import Foundation

/// `bench submit`: hands a suite to a cluster.
struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Run a suite on a cluster.",
    subcommands: [SubmitSlurmCommand.self])
}

/// `bench submit slurm`: a job array of shards, and a job that merges them and reports.
struct SubmitSlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm",
    abstract: "Run a suite as a Slurm job array, with a dependent merge and report.",
    discussion: """
      The suite is cut into shards of about equal cost; each task of the array trains one with a \
      store of its own. A task that is preempted, runs out of time or is killed goes back into the \
      queue and goes on from what it kept. When all tasks are done, a second job joins the stores \
      and writes the report.

      The program, the suite and the data have to be at the same paths on all nodes; a mirror or a \
      cache filled by `bench data fetch` serves nodes without network.

      EXAMPLES
        bench submit slurm default --shards 8 --dry-run
        bench submit slurm standard --shards 40 --partition short \\
          --time 04:00:00 --mem 4G --cpus 4 --mirror /data/lossbench
      """)

  @Argument(help: "A suite: an id, or the path of a YAML file.")
  var suite: String

  @Option(
    help: """
      Tasks of the array; at most the suite's tasks times seeds, or its tasks where it tunes.
      """)
  var shards: Int

  @Option(help: "The partition; default: the site's.")
  var partition: String?

  @Option(help: "The time limit of a task, as sbatch takes it; default: the site's.")
  var time: String?

  @Option(help: "The memory of a task, as sbatch takes it; default: the site's.")
  var mem: String?

  @Option(help: "Cores of a task; each trains a trial.")
  var cpus = 1

  @OptionGroup var chosen: SuiteOptions

  @Option(
    help: ArgumentHelp("The run folder; default: runs/<suite>.", valueName: "dir"),
    completion: .directory)
  var out: String?

  @Flag(help: "Print both scripts and the commands; write and submit nothing.")
  var dryRun = false

  func validate() throws {
    for (name, value) in [("shards", shards), ("cpus", cpus)] where value < 1 {
      throw ValidationError("--\(name) is \(value); expected at least 1")
    }
  }

  func run() throws {
    let home = try Home.find()
    let plan = try self.plan(home)
    let job = try self.job(plan, home)
    if dryRun { return try print(Self.text(job), terminator: "") }
    try FileManager.default.createDirectory(at: job.folder, withIntermediateDirectories: true)
    let submission = try SlurmSubmission(job)
    try print(Self.text(submission, job), terminator: "")
  }

  /// Plans and cuts the suite, so that a mistake shows now and not on forty nodes.
  private func plan(_ home: Home) throws -> TrialPlan {
    let library = try chosen.library(home)
    let plan = try chosen.plan(suite, home, library: library)
    _ = try ShardedPlan(plan, count: shards, library: library)
    return plan
  }

  private func job(_ plan: TrialPlan, _ home: Home) throws -> SlurmJob {
    let mirror = chosen.mirror.map {
      URL(filePath: $0, directoryHint: .isDirectory).standardizedPath
    }
    let outer = ProcessInfo.processInfo.environment
    var environment = ["LOSSBENCH_HOME": home.folder.standardizedPath]
    for name in ["LOSSBENCH_CACHE", "XDG_CACHE_HOME", "LD_LIBRARY_PATH"] {
      environment[name] = outer[name]
    }
    return try SlurmJob(
      suite: plan.suite.id,
      program: Bundle.main.executableURL?.resolvingSymlinksInPath().path ?? "bench",
      words: [suite] + chosen.words(mirror: mirror),
      shardCount: shards,
      resources: SlurmJob.Resources(partition: partition, time: time, memory: mem, cores: cpus),
      folder: URL(
        filePath: URL(filePath: out ?? "runs/\(plan.suite.id)", directoryHint: .isDirectory)
          .standardizedPath, directoryHint: .isDirectory),
      workingFolder: FileManager.default.currentDirectoryPath, environment: environment)
  }

  /// What a dry run prints: the files, then the commands.
  private static func text(_ job: SlurmJob) -> String {
    let commands = SlurmSubmission.commands(arrayId: "<array id>")
      .map { $0.joined(separator: " ") + "\n" }
    return """
      # \(job.scripts.path)/array.sh
      \(job.arrayScript)
      # \(job.scripts.path)/merge.sh
      \(job.mergeScript)
      # submitted with
      cd -- \(ShellWord.quoted(job.scripts.path))
      \(commands.joined())
      """
  }

  private static func text(_ submission: SlurmSubmission, _ job: SlurmJob) -> String {
    """
    Submitted \(ProgressText.count(job.shardCount, "shard")) of \(job.suite): \
    array \(submission.arrayId), then merge and report \(submission.mergeId)
      watch   squeue --jobs=\(submission.arrayId),\(submission.mergeId)
      logs    \(job.logs.path)
      report  \(job.folder.path)/report.md
      cancel  scancel \(submission.arrayId) \(submission.mergeId)

    """
  }
}

extension URL {
  /// The absolute path without `..`, links left as they are, without a slash at the end.
  fileprivate var standardizedPath: String {
    let path = absoluteURL.standardizedFileURL.path
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
