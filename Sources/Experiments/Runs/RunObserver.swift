public import Records

/// Who watches a run; all calls come from the thread that runs it.
public protocol RunObserver {
  /// The plan is known, and so is what already exists.
  func began(_ outline: RunOutline)
  /// A trial has ended.
  func finished(_ trial: FinishedTrial, _ snapshot: RunSnapshot)
  /// Time has passed.
  func progressed(_ snapshot: RunSnapshot)
  /// No trial runs any more.
  func ended()
}

/// What a run is about to do.
public struct RunOutline: Hashable, Sendable {
  /// The suite's id.
  public var suite: String
  /// Trials of the plan.
  public var plannedCount: Int
  /// Trials whose records exist already.
  public var reusedCount: Int
  /// Trials that run side by side.
  public var jobs: Int
  /// The run folder.
  public var folder: String
}

/// A trial that has ended, one way or another.
public struct FinishedTrial: Sendable {
  /// What was planned.
  public var trial: PlannedTrial
  /// What came of it.
  public var result: Result

  /// What came of a trial.
  public enum Result: Sendable {
    /// A record, completed or diverged, which is stored.
    case recorded(TrialRecord)
    /// An error, in one line.
    case failed(reason: String)
  }
}

/// Where a run stands.
public struct RunSnapshot: Sendable {
  /// A trial under way.
  public struct Trial: Sendable {
    /// What was planned.
    public var trial: PlannedTrial
    /// Optimizer steps finished.
    public var finishedSteps: Int
  }

  /// What each worker does; nil between trials.
  public var workers: [Trial?]
  /// Trials that ended in this run.
  public var finishedCount: Int
  /// Trials that this run has to do.
  public var totalCount: Int
  /// The share of the estimated work that is done, 0 to 1.
  public var doneFraction: Double
  /// The time since the workers started.
  public var elapsed: Duration

  /// An estimate of the time left; nil before enough is done to tell.
  public var remaining: Duration? {
    guard doneFraction > 0.005, elapsed > .seconds(1) else { return nil }
    return elapsed * ((1 - doneFraction) / doneFraction)
  }
}
