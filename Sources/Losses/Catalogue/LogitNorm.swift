import Core

/// Cross entropy of logits of constant length: `−ln softmax(z / (τ‖z‖))_y`.
///
/// Only the direction of the logits counts, so confidence cannot grow with their length. The length
/// is `‖z‖ + 1e-7` as in the released code. The gradient lies across z and does not sum to 0.
///
/// - Source: Wei, Xie, Cheng, Feng, An and Li, ICML 2022, eq. 4; τ = 0.04 as for CIFAR-10.
struct LogitNorm: RowLoss {
  static let id = "logit-norm"
  static let summary = "cross entropy of z / (τ‖z‖), logits of constant length"
  static let citation = "Wei, Xie, Cheng, Feng, An and Li, ICML 2022"
  static let settings = [
    SettingDescription(
      "temperature", default: 0.04, in: 0.001...10, "τ, the reciprocal of the logits' length")
  ]
  static let laws = LossLaws.all.subtracting([.decreasing, .shiftInvariant])

  private let temperature: Double

  init(_ settings: Component) { temperature = settings["temperature"] }

  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double) {
    let offset = 1e-7
    let norm = row.logits.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let length = norm + offset
    for k in 0..<row.classes {
      row.gradient[k] = norm > 0 ? row.logits[k] / norm : 0  // The direction, for now.
      row.logits[k] /= temperature * length
    }
    row.softmax()
    var along = -row.gradient[row.label] * row.complement  // The direction times p − e_y.
    for k in 0..<row.classes where k != row.label {
      along += row.gradient[k] * row.probabilities[k]
    }
    for k in 0..<row.classes {
      let difference = k == row.label ? -row.complement : row.probabilities[k]
      let direction = row.gradient[k]
      // Two terms, since the first may vanish: logits of one non-zero entry lie along themselves.
      row.gradient[k] =
        ((difference - direction * along) + direction * along * (offset / length))
        / (temperature * length)
    }
    return (row.crossEntropy, row.pull(complement: row.complement))
  }
}
