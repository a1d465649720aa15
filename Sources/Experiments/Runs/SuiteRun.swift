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
    /// Trials recorded by this run, diverged ones included.
    public var recordedCount: Int
    /// Trials that ended in an error.
    public var failedCount: Int
    /// The signal that stopped the run, if one did.
    public var stopSignal: Int32?
  }

  /// Returns the keys of the planned trials that have a record; changes nothing in the folder.
  public func recordedKeys() throws -> Set<String> {
    try StoredResults(of: folder, notify: reportDamage).keys()
      .intersection(plan.trials.map(\.key))
  }

  /// The keys that can be read as things stand; opening the store for writing repairs the rest.
  private func readableKeys() throws(StoreError) -> Set<String> {
    do throws(StoreError) {
      return try StoredResults(of: folder, notify: { _ in }).keys()
    } catch .damaged {
      return []
    }
  }

  /// Runs what is missing, stores each trial as it finishes, and writes the reports.
  ///
  /// Results do not depend on the number of jobs. Blocks the calling thread.
  ///
  /// - Parameters:
  ///   - jobs: trials side by side.
  ///   - observer: told what happens.
  ///   - stop: when made, workers stop at their next step and everything finished is kept.
  /// - Returns: the report and the counts.
  /// - Throws: an error of the data, the models or the folder, before any trial runs.
  public func perform(jobs: Int, observer: any RunObserver, stop: StopRequest) throws -> Result {
    // Whatever is wrong with the data or the models shows before anything is written.
    var missing = try plan.trials.missing(from: readableKeys())
    var queue = try TrialQueue(missing, library: library)
    let store = try ResultStore(at: folder, notify: reportDamage)
    defer { store.close() }
    let stored = try store.keys()
    if missing != plan.trials.missing(from: stored) {
      missing = plan.trials.missing(from: stored)
      queue = try TrialQueue(missing, library: library)
    }
    var description = RunDescription(plan, command: command)
    try description.write(to: folder)
    observer.began(
      RunOutline(
        suite: plan.suite.id, plannedCount: plan.trials.count,
        reusedCount: plan.trials.count - missing.count, jobs: min(jobs, max(1, missing.count)),
        folder: folder.relativePath))
    let pool = WorkerPool(
      queue, workers: jobs, runner: TrialRunner(environment: environment, jobs: jobs),
      sink: store, stop: stop)
    var tally = RunTally(queue)
    tally.follow(pool, observer)
    var result = Result(
      reusedCount: plan.trials.count - missing.count, recordedCount: tally.recordedCount,
      failedCount: tally.failures.count)
    description.failures = tally.failures.sorted { $0.key < $1.key }
    try description.write(to: folder)
    guard tally.finishedCount == missing.count else {
      result.stopSignal = stop.signal
      return result
    }
    let report = try description.report(from: folder, reportDamage: reportDamage)
    try ReportFiles.write(report, formats: ReportFiles.standardFormats, to: folder)
    result.report = report
    return result
  }
}

extension [PlannedTrial] {
  /// The trials whose keys are not among those given.
  fileprivate func missing(from keys: Set<String>) -> [PlannedTrial] {
    filter { !keys.contains($0.key) }
  }
}
