public import Core
import Engine

/// A training loss over logits, `[count, classes]` row-major, with labels from 0.
///
/// The primitive returns sums; the caller divides. Sums are kept in `Double`.
public protocol Loss: Catalogued {
  /// What holds for any logits; every law unless a loss says otherwise.
  static var laws: LossLaws { get }

  /// Whether the loss depends on α; if so, a suite has to name a schedule for α.
  static var usesMixingCoefficient: Bool { get }

  /// Whether the loss at α = 0 is cross entropy bit for bit, so that arms can share those steps.
  static var isCrossEntropyAtZero: Bool { get }

  /// Whether the loss depends on how frequent the training classes are.
  static var usesClassCounts: Bool { get }

  /// Creates the loss from a resolved component, for classes of equal frequency.
  init(_ settings: Component)

  /// Creates the loss from a resolved component for training data of a known make-up.
  ///
  /// Losses that do not use class counts ignore the context.
  init(_ settings: Component, context: LossContext)

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
  /// Every law holds, unless a loss says otherwise.
  public static var laws: LossLaws { .all }

  /// α has no effect, unless a loss says otherwise.
  public static var usesMixingCoefficient: Bool { false }

  /// Not cross entropy, unless a loss says otherwise.
  public static var isCrossEntropyAtZero: Bool { false }

  /// Class counts have no effect, unless a loss says otherwise.
  public static var usesClassCounts: Bool { false }

  /// Ignores the context.
  public init(_ settings: Component, context: LossContext) { self.init(settings) }

  /// Stops at extents that do not fit each other.
  static func check(
    logits: Int, gradient: Int, labels: Int, classes: Int, alpha: Double, room: Int
  ) {
    precondition(
      logits == labels * classes && gradient == labels * classes,
      "\(id): \(logits) logits, \(gradient) gradients; expected \(labels)×\(classes)")
    precondition(classes >= 2, "\(id): a softmax needs 2 classes, got \(classes)")
    precondition(labels <= room, "\(id): \(labels) examples, room for \(room)")
    precondition((0...1).contains(alpha), "\(id): alpha is \(alpha); expected 0 to 1")
  }
}

/// Sums over the examples of a batch.
public struct LossTotals: Codable, Hashable, Sendable {
  /// The examples.
  public var count: Int
  /// The sum of their losses.
  public var loss: Double
  /// The sum of their gradient weights, see ``CaseOutputs``; `count` for cross entropy.
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
///
/// The weight of an example says how hard the loss pulls at its true logit, relative to cross
/// entropy: `−(∂ℓ/∂z_y) / (1 − p_y)`, with p the class probabilities that the loss itself forms.
/// Where the gradient is `w · (p − e_y)` that is w. Cross entropy with other targets than one-hot
/// ones has weight 1.
public struct CaseOutputs: Sendable {
  /// The loss of each example.
  public var losses: [Float]
  /// The gradient weight of each example.
  public var weights: [Float]
  /// `ln p_y` of each example, with the softmax of the logits whatever the loss forms.
  public var logProbabilities: [Float]
  /// Scratch space for one chunk of rows, kept here so that a step allocates nothing.
  var trueClasses: [TrueClass]
  /// Scratch space for one row of the losses that need more than p_y; grows on first use.
  var row = SoftmaxRow()

  /// Creates room for batches of up to `capacity` examples.
  public init(capacity: Int) {
    losses = [Float](repeating: 0, count: capacity)
    weights = [Float](repeating: 0, count: capacity)
    logProbabilities = [Float](repeating: 0, count: capacity)
    trueClasses = [TrueClass](
      repeating: TrueClass(), count: min(capacity, SoftmaxLossKernel.maximumRows))
  }

  /// Writes the outputs of one example.
  ///
  /// A call of its own, never inlined: Swift 6.3 drops the uniqueness check of array writes from a
  /// loop that also takes a mutable span of a neighbour, and then writes through to copies.
  @inline(never)
  mutating func record(_ row: Int, loss: Double, weight: Double, logProbability: Double) {
    losses[row] = Float(loss)
    weights[row] = Float(weight)
    logProbabilities[row] = Float(logProbability)
  }
}
