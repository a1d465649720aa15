public import Core
import Engine

/// A training loss over logits, `[count, classes]` row-major, with labels from 0.
///
/// The primitive returns sums; the caller divides. Sums are kept in `Double`.
public protocol Loss: Catalogued {
  /// Whether the mixing coefficient α changes it; if so, a suite has to name a schedule for α.
  static var usesMixingCoefficient: Bool { get }

  /// Creates the loss from a resolved component.
  init(_ settings: Component)

  /// Returns the sum of the losses of a batch and writes the gradient of `gradientScale · sum`.
  ///
  /// - Parameters:
  ///   - logits: `[count, classes]`, any finite values.
  ///   - labels: `[count]`, each in `0..<classes`.
  ///   - classes: the number of columns, at least 2.
  ///   - alpha: the mixing coefficient at this step, 0 to 1; losses without one ignore it.
  ///   - gradientScale: `1 / count` for a mean.
  ///   - gradient: `[count, classes]`, overwritten.
  ///   - cases: per-example outputs, overwritten for the first `count` examples.
  /// - Returns: sums over the batch.
  func evaluate(
    logits: Span<Float>, labels: Span<Int32>, classes: Int, alpha: Double, gradientScale: Float,
    gradient: inout MutableSpan<Float>, cases: inout CaseOutputs
  ) -> LossTotals
}

extension Loss {
  /// The same at every α, unless a loss says otherwise.
  public static var usesMixingCoefficient: Bool { false }
}

/// Sums over the examples of a batch.
public struct LossTotals: Hashable, Sendable {
  /// The examples.
  public var count: Int
  /// The sum of their losses.
  public var loss: Double
  /// The sum of their gradient weights `w(p_y)`; `count` for cross entropy.
  public var weight: Double
  /// How many have their largest logit at the true class (the first of equals counts).
  public var correct: Int

  /// Creates totals.
  public init(count: Int = 0, loss: Double = 0, weight: Double = 0, correct: Int = 0) {
    self.count = count
    self.loss = loss
    self.weight = weight
    self.correct = correct
  }

  /// Adds another batch's totals.
  public static func += (left: inout LossTotals, right: LossTotals) {
    left.count += right.count
    left.loss += right.loss
    left.weight += right.weight
    left.correct += right.correct
  }
}

/// Per-example outputs of a loss, for diagnostics: allocated once, reused each step.
public struct CaseOutputs: Sendable {
  /// The loss of each example.
  public var losses: [Float]
  /// The gradient weight `w(p_y)` of each example.
  public var weights: [Float]
  /// `ln p_y` of each example.
  public var logProbabilities: [Float]
  /// Scratch space for one chunk of rows, kept here so that a step allocates nothing.
  var trueClasses: [TrueClass]

  /// Creates room for batches of up to `capacity` examples.
  public init(capacity: Int) {
    losses = [Float](repeating: 0, count: capacity)
    weights = losses
    logProbabilities = losses
    trueClasses = [TrueClass](
      repeating: TrueClass(), count: min(capacity, SoftmaxLossKernel.maximumRows))
  }
}
