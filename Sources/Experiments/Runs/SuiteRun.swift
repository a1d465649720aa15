public import DataStore
public import Foundation
public import Records
public import Reports
public import ResultStore

/// Runs the trials of a plan that have no record yet, and compares the arms.
public struct SuiteRun {
  private let plan: TrialPlan
  private let library: DatasetLibrary
  private let folder: URL
  private let environment: EnvironmentFacts
  private let command: String
  private let reportDamage: @Sendable (StoreNote) -> Void

  /// Describes a run; nothing is read or written yet.
  ///
  /// - Parameters:
  ///   - plan: the trials.
  ///   - library: where datasets come from.
  ///   - folder: the run folder, which need not exist.
  ///   - environment: what computes.
  ///   - command: the command that makes the records again, for reports.
  ///   - reportDamage: told of records that are not whole, and of records taken over.
  public init(
    _ plan: TrialPlan, library: DatasetLibrary, folder: URL, environment: EnvironmentFacts,
    command: String, reportDamage: @escaping @Sendable (StoreNote) -> Void
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
    try StoredResults(of: folder, notify: reportDamage).keys()
      .intersection(plan.trials.map(\.key))
  }

  /// The outcomes by key that can be read as things stand; opening the store for writing repairs the
  /// rest.
  private func readableOutcomes() throws(StoreError) -> [String: String] {
    do throws(StoreError) {
      return try outcomes { _ in }
    } catch .damaged {
      return [:]
    }
  }

  private func outcomes(
    _ notify: @escaping @Sendable (StoreNote) -> Void
  ) throws(StoreError) -> [String: String] {
    var outcomes: [String: String] = [:]
    for outline in try StoredResults(of: folder, notify: notify).outlines() {
      outcomes[outline.key] = outline.outcome
    }
    return outcomes
  }

  /// The planned trials that have to run, and how many others are recorded as failed.
  private func toRun(
    _ trials: [PlannedTrial], _ outcomes: [String: String], _ options: RunOptions
  ) -> (trials: [PlannedTrial], failedCount: Int) {
    func hasFailed(_ trial: PlannedTrial) -> Bool {
      outcomes[trial.key] == TrialRecord.Outcome.failureName
    }
    let missing = trials.filter {
      outcomes[$0.key] == nil || options.retriesFailed && hasFailed($0)
    }
    return (missing, options.retriesFailed ? 0 : trials.count(where: hasFailed))
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
    // Whatever is wrong with the data or the models shows before anything is written.
    var todo = toRun(plan.trials, try readableOutcomes(), options)
    var pass = try StagePass(
      todo.trials, in: folder, library: library, options: options, note: observer.noted)
    let store = try ResultStore(at: folder, notify: reportDamage)
    defer { store.close() }
    if lock == nil { lock = try RunLock(folder) }
    let stored = toRun(plan.trials, try outcomes(reportDamage), options)
    if stored.trials != todo.trials {
      pass = try StagePass(
        stored.trials, in: folder, library: library, options: options, note: observer.noted)
    }
    todo = stored
    var description = RunDescription(plan, command: command)
    try description.write(to: folder)
    let reusedCount = plan.trials.count - todo.trials.count
    observer.began(
      RunOutline(
        suite: plan.suite.id, plannedCount: plan.trials.count, reusedCount: reusedCount,
        jobs: min(options.jobs, max(1, todo.trials.count)), folder: folder.relativePath,
        stepCount: pass.workload.stepCount,
        separateStepCount: pass.workload.plan.tree.separateStepCount))
    let outcome = pass.run(
      environment: environment, sink: store, observer: observer, stop: stop)
    let tally = outcome.tally
    var result = Result(
      reusedCount: reusedCount, recordedCount: tally.recordedCount,
      failedCount: todo.failedCount + tally.failedCount + tally.failures.count)
    result.cost = outcome.cost
    description.failures = tally.failures.sorted { $0.key < $1.key }
    try description.write(to: folder)
    guard tally.finishedCount == todo.trials.count else {
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
