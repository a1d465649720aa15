public import Losses
public import Records

/// What a trial's training carries from one step to the next beside its network.
///
/// Everything else, order and masks and rates, is a pure function of the trial and the step. So this
/// value and the network's state are all that a fork copies and a checkpoint holds.
public struct TrainingState: Codable, Hashable, Sendable {
  /// The steps finished.
  public internal(set) var step = 0
  /// A point for each finished epoch.
  public internal(set) var curve: [TrialRecord.EpochPoint] = []
  /// The sums of the epoch under way.
  public internal(set) var totals = LossTotals()
  /// Diagnostics of the epoch under way.
  var watch = EpochWatch()
  /// The best epoch so far; nil where the last one is scored.
  var selection: EpochSelection?

  /// The state before the first step.
  public init() {}
}
