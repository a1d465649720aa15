public import DataStore
public import Engine
public import Records

/// The trials of a suite, in a fixed order: tasks as written, then arms as written, then seeds.
///
/// A suite that tunes is planned in two steps. First the plan holds the tuning trials, and the trials
/// of arms that are not tuned; once the tuning trials are recorded, ``settled(by:)`` chooses settings
/// and the plan holds every trial.
public struct TrialPlan: Sendable {
  /// What the trials compare.
  public let suite: Suite
  /// The trials that are compared; those whose settings are still to be chosen are not among them.
  public private(set) var trials: [PlannedTrial] = []
  /// The trials that choose settings, each once.
  public private(set) var tuning: [PlannedTrial]
  /// How settings were chosen; empty before, and for a suite that does not tune.
  public private(set) var choices: [TuningChoice] = []
  /// The trials whose settings are still to be chosen.
  public private(set) var waiting = Waiting()

  /// Trials that cannot be named yet.
  public struct Waiting: Hashable, Sendable {
    /// How many.
    public internal(set) var trialCount = 0
    /// Their optimizer steps.
    public internal(set) var stepCount = 0
  }

  /// Which part of the suite's plan this is; nil for all of it.
  public private(set) var shard: Shard?

  private var builder: PlanBuilder

  /// Plans a suite.
  ///
  /// Files of datasets are not opened: manifests say what keys need. Generated sets are generated.
  ///
  /// - Parameters:
  ///   - suite: what to run.
  ///   - library: where datasets are described.
  ///   - filter: which trials to keep; what a kept trial takes settings from is kept too.
  ///   - threads: kernel threads in each trial.
  ///   - precision: what products read.
  /// - Throws: ``SuiteError`` when the filter fits nothing, or an error of a manifest.
  public init(
    _ suite: Suite, library: DatasetLibrary, filter: TrialFilter = TrialFilter(),
    threads: Int = 1, precision: Precision = .float32
  ) throws {
    self.suite = suite
    try filter.check(against: suite)
    builder = try PlanBuilder(
      suite, library: library, filter: filter, threads: threads, precision: precision)
    tuning = try builder.tuningTrials()
    try write { _ in nil }
    guard !trials.isEmpty || waiting.trialCount > 0 else {
      throw SuiteError.nothingSelected(suite: suite.id)
    }
  }

  /// Returns a part of the plan: some of its trials, all of which are known.
  func part(_ shard: Shard, holding trials: [PlannedTrial]) -> TrialPlan {
    precondition(isSettled, "a plan that waits for tuning has no trials to choose from")
    var part = self
    (part.trials, part.shard) = (trials, shard)
    return part
  }

  /// Returns a part of the plan: some of its tasks, with the trials that choose their settings.
  func part(_ shard: Shard, of isMember: (SuiteTask) -> Bool) throws -> TrialPlan {
    var part = self
    part.builder.keep(isMember)
    part.shard = shard
    part.tuning = try part.builder.tuningTrials()
    try part.write { _ in nil }
    return part
  }

  /// Whether every trial is known.
  public var isSettled: Bool { waiting.trialCount == 0 }

  /// Returns the plan with the settings that recorded tuning trials choose.
  ///
  /// - Parameter record: returns the record of a key, or nil.
  /// - Returns: a plan that knows every trial; without any record the first of each grid is chosen.
  /// - Throws: what `record` throws, or an error of a changed setting.
  public func settled(by record: (String) throws -> TrialRecord?) throws -> TrialPlan {
    if isSettled { return self }
    var plan = self
    let choices = try builder.choices(by: record)
    plan.choices = choices
    try plan.write { cell in
      choices.first { $0.isAbout(cell.task, cell.arm) }?.choice.changes
    }
    return plan
  }

  /// Returns the settled plan if every tuning trial is recorded, and this one otherwise.
  public func settledIfRecorded(by record: (String) throws -> TrialRecord?) throws -> TrialPlan {
    for trial in tuning where try record(trial.key) == nil { return self }
    return try settled(by: record)
  }

  /// Plans the trials of every cell whose settings are known.
  private mutating func write(_ chosen: (PlanBuilder.Cell) -> [SettingChange]?) throws {
    (trials, waiting) = ([], Waiting())
    for cells in builder.cells {
      var choices: [String: [SettingChange]] = [:]
      for cell in cells { choices[cell.arm.id] = chosen(cell) }
      for cell in cells where cell.isCompared {
        if builder.isTuned(cell.arm), choices[builder.tunedArm(of: cell.arm)] == nil {
          let steps = try builder.stepCount(of: cell)
          waiting.trialCount += suite.seedCount
          waiting.stepCount += suite.seedCount * steps
        } else {
          trials += try builder.trials(of: cell, choices: choices)
        }
      }
    }
  }

  /// The ids of the datasets, in the order of their first trial.
  public var datasets: [String] {
    var ids: [String] = []
    for trial in tuning + trials where !ids.contains(trial.spec.dataset) {
      ids.append(trial.spec.dataset)
    }
    return ids
  }
}
