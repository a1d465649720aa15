import ArgumentParser
import Core
import DataStore
import Engine
import Experiments
import Foundation
import Records
import Reports

/// The suites of one `bench run`, one after the other.
struct RunSession {
  /// A suite, planned, with the folder of its records.
  struct PlannedRun {
    let plan: TrialPlan
    let folder: URL
    let run: SuiteRun
  }

  /// The runs in the order of the command line.
  let runs: [PlannedRun]
  private let options: RunOptions
  private let library: DatasetLibrary
  private let events: EventLog?
  private let showsProgress: Bool
  private let printsJSON: Bool
  private let tensorBoard: TensorBoardFolder?

  /// Reads and plans the suites; a mistake in any of them ends the command before anything runs.
  init(_ options: RunCommand) throws {
    let home = try Home.find()
    let library = try options.chosen.library(home)
    let environment = EnvironmentFacts.current(home: home)
    let plans = try options.suites.map { name in
      let plan = try options.chosen.plan(
        name, home, library: library, threads: options.threadsPerTrial)
      return try options.shard.map { try plan.part($0, library: library) } ?? plan
    }
    runs = try zip(options.suites, plans).map { name, plan in
      let folder = Self.runFolder(plan.suite.id, options)
      try Self.checkSuite(of: plan, in: folder)
      return PlannedRun(
        plan: plan, folder: folder,
        run: SuiteRun(
          plan, library: library, folder: folder, environment: environment,
          command: options.command(for: name), reportDamage: { StandardError.note("\($0)") }))
    }
    let jobs =
      options.jobs
      ?? max(1, ProcessInfo.processInfo.activeProcessorCount / options.threadsPerTrial)
    self.options = options.running.runOptions(jobs: jobs, isPartial: options.chosen.only != nil)
    self.library = library
    events = options.dryRun ? nil : try options.running.events.map(EventLog.open)
    showsProgress = options.running.events != "-"
    printsJSON = options.json
    tensorBoard = options.tensorboard.map {
      TensorBoardFolder(URL(filePath: $0, directoryHint: .isDirectory))
    }
  }

  /// Looks at what the runs would do.
  func dryRun() throws -> DryRun { try DryRun(runs, library: library, options: options) }

  /// Runs the suites, prints verdicts, and throws the exit code if it is not 0.
  func perform() throws {
    try checkFiles()
    let stop = StopRequest()
    let watch = SignalWatch(stop)
    let terminal = Terminal.current()
    var (reports, failedCount): ([ComparisonReport], Int) = ([], 0)
    var lost: (any Error)?
    for run in runs {
      let result = try run.run.perform(options, observer: observer(terminal), stop: stop)
      if showsProgress, let text = CostText.text(result.cost) { StandardError.write(text + "\n") }
      // Trials recorded by earlier runs have no file yet.
      if let tensorBoard {
        _ = try TensorBoardCommand.write(
          runAt: run.folder, to: tensorBoard, isReplacing: false)
      }
      failedCount += result.failedCount
      if let signal = result.stopSignal {
        StandardError.note(Self.resumeText(result, run))
        throw ExitCode(128 + signal)
      }
      guard let report = result.report else { continue }
      reports.append(report)
      // A table that cannot be shown must not keep the suites behind it from running.
      do {
        if !printsJSON { try Self.show(report, folder: run.folder, terminal) }
      } catch {
        lost = error
      }
    }
    withExtendedLifetime(watch) {}
    if let lost { throw lost }
    if printsJSON { try Self.printJSON(reports) }
    if failedCount > 0 {
      StandardError.note(
        "\(ProgressText.count(failedCount, "trial")) failed; the report shows why, and "
          + "--retry-failed tries again")
      throw ExitCode.failure
    }
  }

  private func observer(_ terminal: Terminal) -> any RunObserver {
    var observers: [any RunObserver] = []
    if showsProgress {
      observers.append(
        terminal.canRedraw
          ? LiveProgress(write: StandardError.write) : PlainProgress(write: StandardError.write))
    }
    if let events { observers.append(events) }
    let all = Observers(all: observers)
    return tensorBoard.map { TensorBoardProgress($0, all, complain: StandardError.note) } ?? all
  }

  private static func show(_ report: ComparisonReport, folder: URL, _ terminal: Terminal) throws {
    try print(VerdictTable(usesColor: terminal.usesColor).text(report))
    try print("Report: \(folder.appending(path: "report.md").relativePath)")
  }

  private static func printJSON(_ reports: [ComparisonReport]) throws {
    let reports = reports.map(\.withoutLongLists)
    if reports.count == 1 {
      try JSONOutput.write(reports[0])
    } else {
      try JSONOutput.write(reports)
    }
  }

  private static func resumeText(_ result: SuiteRun.Result, _ run: PlannedRun) -> String {
    let kept = result.reusedCount + result.recordedCount
    return "stopped; \(kept) of \(ProgressText.count(run.plan.trials.count, "trial")) and what was "
      + "under way kept in \(run.folder.relativePath); to go on: \(ShellText.command(CommandLine.arguments))"
  }

  private static func runFolder(_ suite: String, _ options: RunCommand) -> URL {
    guard let out = options.out else {
      let part = options.shard.map { "/shards/\($0.folderName)" } ?? ""
      return URL(filePath: "runs/\(suite)\(part)")
    }
    let folder = URL(filePath: out, directoryHint: .isDirectory)
    return options.suites.count == 1 ? folder : folder.appending(path: suite)
  }

  /// Checks that a folder named by an option exists.
  static func folder(_ path: String?, _ option: String) throws -> URL? {
    try path.map { try DatasetOptions.folder($0, option: option) }
  }

  /// Refuses a folder with the run of another suite, whose description and reports would be lost.
  private static func checkSuite(of plan: TrialPlan, in folder: URL) throws {
    guard let there = try? RunDescription(of: folder), there.suite != plan.suite.id else { return }
    throw CommandError.otherSuite(
      folder: folder.relativePath, found: there.suite, expected: plan.suite.id)
  }

  /// Names at once all datasets that have something to train and no file here.
  private func checkFiles() throws {
    let needed = runs.flatMap { run in
      // A store that cannot be read is told of when it is opened.
      let recorded = (try? run.run.recordedKeys()) ?? []
      return (run.plan.tuning + run.plan.trials).filter { !recorded.contains($0.key) }
    }
    let missing = try Set(needed.map(\.spec.dataset)).sorted().filter {
      try !library.hasFiles($0)
    }
    if !missing.isEmpty { throw CommandError.missingDatasets(ids: missing) }
  }
}

extension RunCommand {
  /// The command that makes a suite's records again, for its report.
  ///
  /// What cannot change the records, such as `--jobs`, is left out, and the mirror is anyone's own.
  func command(for suite: String) -> String {
    var words = ["bench", "run", suite]
    if threadsPerTrial != 1 { words += ["--threads-per-trial", "\(threadsPerTrial)"] }
    words += chosen.words(mirror: chosen.mirror == nil ? nil : "DIR")
    return words.joined(separator: " ")
  }
}
