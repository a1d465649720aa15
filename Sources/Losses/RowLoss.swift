import Core
import Engine

/// A loss of one example at a time that needs more than the true class's probability.
///
/// A conforming type states its value, its weight and its gradient for one row in `Double`; the
/// loop over the batch, the sums and the per-example outputs are shared.
protocol RowLoss: Loss {
  /// Returns the loss and the weight of one example and writes its gradient to `row.gradient`.
  ///
  /// - Parameter row: the example's logits and their softmax; its scratch may be overwritten.
  /// - Returns: the loss, and the weight as ``CaseOutputs`` defines it, both finite for finite logits.
  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double)
}

extension RowLoss {
  /// Evaluates the loss row by row.
  public func evaluate(
    logits: Span<Float>, labels: Span<Int32>, classes: Int, alpha: Double, gradientScale: Float,
    gradient: inout MutableSpan<Float>, cases: inout CaseOutputs
  ) -> LossTotals {
    let count = labels.count
    Self.check(
      logits: logits.count, gradient: gradient.count, labels: count, classes: classes,
      alpha: alpha, room: cases.losses.count)
    let scale = Double(gradientScale)
    var totals = LossTotals(count: count)
    for row in 0..<count {
      cases.row.load(logits, row: row, classes: classes, label: labels[row])
      if cases.row.top == cases.row.label { totals.correct += 1 }
      let logProbability = -cases.row.crossEntropy
      let (loss, weight) = differentiate(&cases.row)
      totals.loss += loss
      totals.weight += weight
      cases.record(row, loss: loss, weight: weight, logProbability: logProbability)
      for k in 0..<classes {
        gradient[row * classes + k] = Float(scale * cases.row.gradient[k])
      }
    }
    return totals
  }
}
