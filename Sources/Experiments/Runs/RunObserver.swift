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
  /// Something happened that people should know and that stops nothing.
  func noted(_ text: String)
}

extension RunObserver {
  /// Nothing, unless an observer says otherwise.
  public func noted(_ text: String) {}
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
  /// Steps to train.
  public var stepCount = 0
  /// Steps that would have to be trained if no trials shared any.
  public var separateStepCount = 0
}

/// A trial that has ended, one way or another.
public struct FinishedTrial: Sendable {
  /// What was planned.
  public var trial: PlannedTrial
  /// What came of it.
  public var result: Result

  /// What came of a trial.
  public enum Result: Sendable {
    /// A record, completed, diverged or failed, which is stored.
    case recorded(TrialRecord)
    /// A record that could not be stored, in one line; the same command runs the trial again.
    case failed(reason: String)
  }
}

/// Where a run stands.
public struct RunSnapshot: Sendable {
  /// A stretch of training under way.
  public struct Trial: Sendable {
    /// The trial whose settings train it.
    public var trial: PlannedTrial
    /// Optimizer steps finished.
    public var finishedSteps: Int
    /// The other trials that share it.
    public var sharerCount = 0
  }

  /// What each worker does; nil between stretches.
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
