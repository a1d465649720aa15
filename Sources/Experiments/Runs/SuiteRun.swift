import Core
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
  /// - Throws: an error of the data, the models or the folder, before any trial runs; or
  ///   `StoreError.full(path:)` as soon as a record finds no room, since what is trained afterwards
  ///   would be lost.
  public func perform(
    _ options: RunOptions, observer: any RunObserver, stop: StopRequest
  ) throws -> Result {
    // Locked before anything in it is read or removed.
    var lock = try RunLock.ofExisting(folder)
    defer { withExtendedLifetime(lock) {} }
    // Whatever is wrong with the data or the models shows before anything is written.
    let first = RunWave.first(of: plan)
    var todo = toRun(first.trials(of: plan), try readableOutcomes(), options)
    var pass = try StagePass(
      todo.trials, in: folder, library: library, options: first.options(options, of: plan),
      note: observer.noted)
    let store = try ResultStore(at: folder, notify: reportDamage)
    defer { store.close() }
    if lock == nil { lock = try RunLock(folder) }
    AtomicFile.removeLeftovers(in: folder)
    var (plan, failures) = (plan, [RunDescription.Failure]())
    var result = Result(reusedCount: 0, recordedCount: 0, failedCount: 0)
    for wave in RunWave.allCases {
      if wave == .comparison { plan = try plan.settled { try store.record(forKey: $0) } }
      let trials = wave.trials(of: plan)
      let stored = toRun(trials, try outcomes(reportDamage), options)
      result.reusedCount += trials.count - stored.trials.count
      result.failedCount += stored.failedCount
      if stored.trials.isEmpty, trials.isEmpty || wave != RunWave.last(of: plan) { continue }
      if stored.trials != todo.trials {
        pass = try StagePass(
          stored.trials, in: folder, library: library, options: wave.options(options, of: plan),
          note: observer.noted)
      }
      todo = stored
      try describe(plan, failures)
      observer.began(
        RunOutline(
          suite: plan.suite.id + wave.suffix, plannedCount: trials.count,
          reusedCount: trials.count - todo.trials.count,
          jobs: min(options.jobs, max(1, todo.trials.count)), folder: folder.relativePath,
          stepCount: pass.workload.stepCount,
          separateStepCount: pass.workload.plan.tree.separateStepCount))
      let outcome = pass.run(
        environment: environment, sink: store, observer: observer, stop: stop)
      let tally = outcome.tally
      failures += tally.failures
      result.recordedCount += tally.recordedCount
      result.failedCount += tally.failedCount + tally.failures.count
      result.cost += outcome.cost
      if stop.isGivenUp { throw StoreError.full(path: store.file.path) }
      guard tally.finishedCount == todo.trials.count else {
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
