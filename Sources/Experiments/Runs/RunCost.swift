/// Where the time of a run went.
public struct RunCost: Hashable, Sendable {
  /// Stretches that ran side by side.
  public var workers = 0
  /// Loading data, compiling networks and planning, before the workers started.
  public var setUp = Duration.zero
  /// From the first worker's start to the last one's end.
  public var wall = Duration.zero
  /// Workers' time in training steps, batches included.
  public var training = Duration.zero
  /// Workers' time in evaluation.
  public var evaluation = Duration.zero
  /// Workers' time on stages in all.
  public var busy = Duration.zero
  /// Steps that this run had to train.
  public var stepCount = 0
  /// Steps that it would have had to train if no trials shared any.
  public var separateStepCount = 0

  /// Workers' time on stages outside steps and evaluation: compiling, checkpoints, records.
  public var overhead: Duration { max(.zero, busy - training - evaluation) }

  /// The overhead as a share of the time on stages, 0 to 1; nil when there was none.
  public var overheadFraction: Double? { busy > .zero ? overhead / busy : nil }

  /// Workers' time without a stage, since too few could run.
  public var idle: Duration { max(.zero, wall * workers - busy) }

  /// Adds the cost of trials that ran after those of this one.
  static func += (total: inout RunCost, other: RunCost) {
    total.workers = max(total.workers, other.workers)
    total.setUp += other.setUp
    total.wall += other.wall
    total.training += other.training
    total.evaluation += other.evaluation
    total.busy += other.busy
    total.stepCount += other.stepCount
    total.separateStepCount += other.separateStepCount
  }
}
