public import DataStore
public import Foundation
public import Records
public import Reports

/// Runs the trials of a plan that have no record yet, and compares the arms.
public struct SuiteRun {
  private let plan: TrialPlan
  private let library: DatasetLibrary
  private let folder: URL
  private let environment: EnvironmentFacts
  private let command: String
  private let reportDamage: @Sendable (RecordError) -> Void

  /// Describes a run; nothing is read or written yet.
  ///
  /// - Parameters:
  ///   - plan: the trials.
  ///   - library: where datasets come from.
  ///   - folder: the run folder, which need not exist.
  ///   - environment: what computes.
  ///   - command: the command that makes the records again, for reports.
  ///   - reportDamage: told of each record file that is not whole.
  public init(
    _ plan: TrialPlan, library: DatasetLibrary, folder: URL, environment: EnvironmentFacts,
    command: String, reportDamage: @escaping @Sendable (RecordError) -> Void
  ) {
    self.plan = plan
    self.library = library
    self.folder = folder
    self.environment = environment
    self.command = command
    self.reportDamage = reportDamage
  }

  /// What a run came to.
  public struct Result: Sendable {
    /// The comparison; nil when the run was stopped before its end.
    public var report: ComparisonReport?
    /// Trials whose records existed already.
    public var reusedCount: Int
    /// Trials recorded by this run, those that diverged or failed included.
    public var recordedCount: Int
    /// Planned trials that are recorded as failed, or whose record could not be stored.
    public var failedCount: Int
    /// Where the time went.
    public var cost = RunCost()
    /// The signal that stopped the run, if one did.
    public var stopSignal: Int32?
  }

  /// Returns the keys of the planned trials that have a record; changes nothing in the folder.
  public func recordedKeys() throws -> Set<String> {
    let records = try RecordFolder(folder, reportDamage: reportDamage).all()
    return Set(records.map(\.key)).intersection(plan.trials.map(\.key))
  }

  /// Returns the planned trials that have to run, and sets damaged record files aside.
  ///
  /// - Parameters:
  ///   - trials: the planned trials.
  ///   - retriesFailed: whether trials that are recorded as failed have to run too.
  /// - Returns: the trials, and how many others are recorded as failed.
  /// - Throws: an error of the records.
  private func missingTrials(_ trials: [PlannedTrial], retriesFailed: Bool) throws -> (
    trials: [PlannedTrial], failedCount: Int
  ) {
    let records = RecordFolder(folder, reportDamage: reportDamage)
    var failedCount = 0
    let missing = try trials.filter { trial in
      guard let record = try records.record(forKey: trial.key) else { return true }
      if record.outcome.isFailure, !retriesFailed { failedCount += 1 }
      return record.outcome.isFailure && retriesFailed
    }
    return (missing, failedCount)
  }

  /// Runs what is missing with the default options.
  ///
  /// - Parameters:
  ///   - jobs: stretches of training side by side.
  ///   - observer: told what happens.
  ///   - stop: when made, workers stop at their next step and everything finished is kept.
  /// - Returns: the report and the counts.
  /// - Throws: an error of the data, the models or the folder, before any trial runs.
  public func perform(jobs: Int, observer: any RunObserver, stop: StopRequest) throws -> Result {
    try perform(RunOptions(jobs: jobs), observer: observer, stop: stop)
  }

  /// Runs what is missing, stores each trial as it finishes, and writes the reports.
  ///
  /// Results do not depend on the options. Blocks the calling thread.
  ///
  /// - Parameters:
  ///   - options: how to go about it.
  ///   - observer: told what happens.
  ///   - stop: when made, workers stop at their next step, and everything finished is kept, with a
  ///     checkpoint of what is not.
  /// - Returns: the report and the counts.
  /// - Throws: an error of the data, the models or the folder, before any trial runs.
  public func perform(
    _ options: RunOptions, observer: any RunObserver, stop: StopRequest
  ) throws -> Result {
    var lock = try existingFolderLock()
    let (missing, failedCount) = try missingTrials(
      plan.trials, retriesFailed: options.retriesFailed)
    let pass = try StagePass(
      missing, in: folder, library: library, options: options, note: observer.noted)
    var description = RunDescription(plan, command: command)
    try description.write(to: folder)
    if lock == nil { lock = try RunLock(folder) }
    let reusedCount = plan.trials.count - missing.count
    observer.began(
      RunOutline(
        suite: plan.suite.id, plannedCount: plan.trials.count, reusedCount: reusedCount,
        jobs: min(options.jobs, max(1, missing.count)), folder: folder.relativePath,
        stepCount: pass.workload.stepCount,
        separateStepCount: pass.workload.plan.tree.separateStepCount))
    let outcome = pass.run(
      environment: environment, sink: RecordFolder(folder, reportDamage: reportDamage),
      observer: observer, stop: stop)
    let tally = outcome.tally
    var result = Result(
      reusedCount: reusedCount, recordedCount: tally.recordedCount,
      failedCount: failedCount + tally.failedCount + tally.failures.count)
    result.cost = outcome.cost
    description.failures = tally.failures.sorted { $0.key < $1.key }
    try description.write(to: folder)
    guard tally.finishedCount == missing.count else {
      result.stopSignal = stop.signal
      return result
    }
    let report = try description.report(from: folder, reportDamage: reportDamage)
    try ReportFiles.write(report, formats: ReportFiles.standardFormats, to: folder)
    result.report = report
    withExtendedLifetime(lock) {}
    return result
  }

  /// Locks the run folder if it is there already, before anything in it is read or removed.
  private func existingFolderLock() throws(RunError) -> RunLock? {
    FileManager.default.fileExists(atPath: folder.path) ? try RunLock(folder) : nil
  }
}
