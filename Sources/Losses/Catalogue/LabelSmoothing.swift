import Core

/// Cross entropy with targets moved towards uniform: `(1 − ε)(−ln p_y) + (ε / K) Σ (−ln p_k)`.
///
/// The gradient is `p − q` with `q = (1 − ε) e_y + ε / K`, so the weight counts as 1.
///
/// - Source: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, CVPR 2016, section 7; ε = 0.1 as there.
struct LabelSmoothing: RowLoss {
  static let id = "label-smoothing"
  static let summary = "cross entropy with the share ε of the target spread over all classes"
  static let citation = "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, CVPR 2016"
  static let settings = [
    SettingDescription("smoothing", default: 0.1, in: 0...1, "ε; 0 is cross entropy")
  ]
  static let laws = LossLaws.all.subtracting(.decreasing)

  private let smoothing: Double

  init(_ settings: Component) { smoothing = settings["smoothing"] }

  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double) {
    let share = smoothing / Double(row.classes)
    var summed = 0.0
    for k in 0..<row.classes {
      summed += row.negativeLogProbability(of: k)
      row.gradient[k] = row.probabilities[k] - share
    }
    row.gradient[row.label] = (smoothing - share) - row.complement
    return ((1 - smoothing) * row.crossEntropy + share * summed, 1)
  }
}
