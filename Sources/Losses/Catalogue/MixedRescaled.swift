import Core

/// The mixed loss divided by the mean weight of its batch: a control for the size of the step.
///
/// Raising α shrinks every weight `(1 − α) + α p_y` and with it the gradient, which under SGD is a
/// smaller learning rate. Here losses, weights and gradient of a batch are divided by
/// `w̄ = Σ w_i / n`, held constant in the derivative, so weights average to 1 at every step and only
/// the relative weighting of examples is left.
///
/// The mean is taken per batch. An analytic mean does not exist, since it depends on the
/// distribution of p_y; a running mean would make a step depend on the steps before it. Per batch
/// the match is exact at each step and a function of that batch alone. At α = 0 this is cross
/// entropy bit for bit. The divisor is at least 1e-6, lest a batch that is wholly wrong at α = 1
/// be blown up without bound.
struct MixedRescaled: Loss {
  static let id = "mixed-rescaled"
  static let summary = "the mixed loss divided by its batch's mean weight, the step-size control"
  static let citation = ""
  static let settings: [SettingDescription] = []
  static let usesMixingCoefficient = true
  static let isCrossEntropyAtZero = true
  static let laws = LossLaws.all.subtracting([.additive, .differentiated])

  private let mixed: Mixed

  init(_ settings: Component) { mixed = Mixed(settings) }

  func evaluate(
    logits: Span<Float>, labels: Span<Int32>, classes: Int, alpha: Double, gradientScale: Float,
    gradient: inout MutableSpan<Float>, cases: inout CaseOutputs
  ) -> LossTotals {
    var totals = mixed.evaluate(
      logits: logits, labels: labels, classes: classes, alpha: alpha,
      gradientScale: gradientScale, gradient: &gradient, cases: &cases)
    guard totals.count > 0 else { return totals }
    let factor = 1 / max(totals.weight / Double(totals.count), 1e-6)
    totals.loss *= factor
    totals.weight *= factor
    let narrow = Float(factor)
    for row in 0..<totals.count {
      cases.losses[row] *= narrow
      cases.weights[row] *= narrow
    }
    for i in gradient.indices { gradient[i] *= narrow }
    return totals
  }
}
