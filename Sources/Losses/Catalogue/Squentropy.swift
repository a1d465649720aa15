import Core

/// Cross entropy plus the mean square of the other classes' logits: `−ln p_y + mean z_k²`, `k ≠ y`.
///
/// The gradient is `p_k + 2 z_k / (K − 1)` beside the true class and `p_y − 1` at it. It does not
/// sum to 0: the loss ties down the level of the logits. For the same reason a label whose logit is
/// far below 0 may cost less than that of the largest logit.
///
/// - Source: Hui, Belkin and Wright, ICML 2023, eq. 1; no settings.
struct Squentropy: RowLoss {
  static let id = "squentropy"
  static let summary = "−ln p_y plus the mean square of the other classes' logits"
  static let citation = "Hui, Belkin and Wright, ICML 2023"
  static let settings: [SettingDescription] = []
  static let laws = LossLaws.all.subtracting([.shiftInvariant, .ordered])

  init(_ settings: Component) {}

  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double) {
    let share = 1 / Double(row.classes - 1)
    row.writeCrossEntropyGradient()
    var squares = 0.0
    for k in 0..<row.classes where k != row.label {
      squares += row.logits[k] * row.logits[k]
      row.gradient[k] += 2 * share * row.logits[k]
    }
    return (row.crossEntropy + share * squares, 1)
  }
}
