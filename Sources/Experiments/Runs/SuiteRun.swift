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
    let planned = (plan.tuning + plan.trials).map(\.key)
    return try StoredResults(of: folder, notify: reportDamage).keys().intersection(planned)
  }

  /// Returns the plan as far as the records of the folder settle it; changes nothing in the folder.
  public func planSoFar() throws -> TrialPlan {
    if plan.isSettled { return plan }
    let records = try StoredResults(of: folder, notify: reportDamage).records()
    let byKey = Dictionary(records.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return try plan.settledIfRecorded { byKey[$0] }
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
    var missing = try RunWave.first(of: plan).missing(from: readableKeys())
    var queue = try TrialQueue(missing, library: library)
    let store = try ResultStore(at: folder, notify: reportDamage)
    defer { store.close() }
    var (plan, failures) = (plan, [RunDescription.Failure]())
    var result = Result(reusedCount: 0, recordedCount: 0, failedCount: 0)
    for wave in RunWave.allCases {
      if wave == .comparison { plan = try plan.settled { try store.record(forKey: $0) } }
      let trials = wave.trials(of: plan)
      if trials.isEmpty { continue }
      let stored = try store.keys()
      if missing != trials.missing(from: stored) {
        missing = trials.missing(from: stored)
        queue = try TrialQueue(missing, library: library)
      }
      try describe(plan, failures)
      observer.began(
        RunOutline(
          suite: plan.suite.id + wave.suffix, plannedCount: trials.count,
          reusedCount: trials.count - missing.count, jobs: min(jobs, max(1, missing.count)),
          folder: folder.relativePath))
      let pool = WorkerPool(
        queue, workers: jobs, runner: TrialRunner(environment: environment, jobs: jobs),
        sink: store, stop: stop)
      var tally = RunTally(queue)
      tally.follow(pool, observer)
      failures += tally.failures
      result.reusedCount += trials.count - missing.count
      result.recordedCount += tally.recordedCount
      result.failedCount += tally.failures.count
      guard tally.finishedCount == missing.count else {
        try describe(plan, failures)
        result.stopSignal = stop.signal
        return result
      }
    }
    let report = try describe(plan, failures).report(from: folder, reportDamage: reportDamage)
    try ReportFiles.write(report, formats: ReportFiles.standardFormats, to: folder)
    result.report = report
    return result
  }

  /// Writes what the run folder is about.
  @discardableResult
  private func describe(
    _ plan: TrialPlan, _ failures: [RunDescription.Failure]
  ) throws -> RunDescription {
    var description = RunDescription(plan, command: command)
    description.failures = failures.sorted { $0.key < $1.key }
    try description.write(to: folder)
    return description
  }
}

extension [PlannedTrial] {
  /// The trials whose keys are not among those given.
  fileprivate func missing(from keys: Set<String>) -> [PlannedTrial] {
    filter { !keys.contains($0.key) }
  }
}
