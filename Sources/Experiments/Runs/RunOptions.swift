/// How a run goes about its trials; no choice here changes a bit of a result.
public struct RunOptions: Hashable, Sendable {
  /// Stretches of training side by side.
  public var jobs: Int
  /// Whether stretches that trials have in common are trained once.
  public var isShared = true
  /// Bytes that networks in training may take together; nil for most of what is free.
  public var memoryBytes: Int?
  /// The longest time between two checkpoints of a stretch.
  public var checkpointInterval = Duration.seconds(20)
  /// How long a trial may train and be scored; nil for as long as it takes.
  public var timeLimit: Duration?
  /// Whether trials whose record says that they failed are tried again.
  public var retriesFailed = false
  /// Whether only some trials of the suite are asked for, so that checkpoints of others stay.
  public var isPartial = false

  /// Chooses the defaults.
  public init(jobs: Int) { self.jobs = jobs }
}
