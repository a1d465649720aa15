import Core
import Engine

/// A loss of the true class's probability alone, `ℓ(p_y)` with `p = softmax(logits)`.
///
/// A conforming type states two formulas; the softmax, the sums, the gradient and the per-example
/// outputs are shared. The gradient is `w · (p − e_y)` with the weight `w = −ℓ'(p_y) · p_y`.
protocol ProbabilityLoss: Loss {
  /// Returns the loss `ℓ(p_y)` and the weight `w(p_y)` of one example.
  ///
  /// Both must be finite for every `TrueClass` of finite logits: powers of `p_y` are
  /// `exp(q · logProbability)`, and `1 − p_y` is `complement`, never a difference.
  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double)
}

/// What a loss may know of an example besides the probability of its true class.
struct ExampleContext {
  /// The true class.
  var label: Int
  /// The number of classes.
  let classes: Int
  /// The mixing coefficient at this step.
  let alpha: Double
}

extension ProbabilityLoss {
  /// Evaluates the loss chunk by chunk: exponentials, the terms of each row, gradient.
  public func evaluate(
    logits: Span<Float>, labels: Span<Int32>, classes: Int, alpha: Double, gradientScale: Float,
    gradient: inout MutableSpan<Float>, cases: inout CaseOutputs
  ) -> LossTotals {
    let count = labels.count
    Self.check(
      logits: logits.count, gradient: gradient.count, labels: count, classes: classes,
      alpha: alpha, room: cases.losses.count)
    var totals = LossTotals(count: count)
    var example = ExampleContext(label: 0, classes: classes, alpha: alpha)
    let chunk = SoftmaxLossKernel.rowsPerChunk(classes: classes)
    for first in stride(from: 0, to: count, by: chunk) {
      let rows = first..<min(first + chunk, count)
      var trueClasses = cases.trueClasses.mutableSpan
      totals.correct += SoftmaxLossKernel.forward(
        logits: logits, labels: labels, classes: classes, rows: rows, exponentials: &gradient,
        trueClasses: &trueClasses)
      for row in rows {
        let trueClass = cases.trueClasses[row - first]
        example.label = Int(labels[row])
        let (loss, weight) = terms(trueClass, example)
        totals.loss += loss
        totals.weight += weight
        cases.record(
          row, loss: loss, weight: weight, logProbability: trueClass.logProbability)
      }
      SoftmaxLossKernel.backward(
        trueClasses: cases.trueClasses.span, weights: cases.weights.span, labels: labels,
        classes: classes, rows: rows, scale: gradientScale, gradient: &gradient)
    }
    return totals
  }
}
