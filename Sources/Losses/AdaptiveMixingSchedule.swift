public import Core

/// The mixing coefficient α as a pure function of what training has recorded so far.
///
/// Called once before each epoch with the facts of the finished ones; α then holds for the epoch.
/// The same records give the same α, so a resumed trial continues exactly. Kept apart from
/// ``MixingSchedule`` since here α depends on the run: arms cannot share a prefix, and α at a step
/// is not known before the run.
public protocol AdaptiveMixingSchedule: Catalogued {
  /// Creates the schedule from a resolved component.
  init(_ settings: Component)

  /// Returns α in `0...1` for the epoch that follows the recorded ones.
  func alpha(after epochs: [EpochFacts]) -> Double
}

/// What an adaptive schedule may know of a finished epoch: training facts only, never test data.
public struct EpochFacts: Codable, Hashable, Sendable {
  /// The α that the epoch was trained with.
  public var alpha: Double
  /// The mean training loss.
  public var loss: Double
  /// The fraction of training examples that were right when they were trained on.
  public var accuracy: Double
  /// The mean gradient weight.
  public var weight: Double

  /// Creates facts.
  public init(alpha: Double, loss: Double, accuracy: Double, weight: Double) {
    self.alpha = alpha
    self.loss = loss
    self.accuracy = accuracy
    self.weight = weight
  }

  /// Creates the facts of an epoch from the sum of its batches.
  public init(alpha: Double, totals: LossTotals) {
    let count = Double(max(totals.count, 1))
    self.init(
      alpha: alpha, loss: totals.loss / count, accuracy: Double(totals.correct) / count,
      weight: totals.weight / count)
  }
}
