import Core

/// An active and a passive loss together: `a · NCE + b · (1 − p_y)`.
///
/// The second term is half of the mean absolute error, as in the released code.
///
/// - Source: Ma, Huang, Wang, Romano, Erfani and Bailey, ICML 2020, section 4; a = b = 1 as for
///   CIFAR-10 (10 and 1 for CIFAR-100).
struct NceMAE: RowLoss {
  static let id = "nce-mae"
  static let summary = "a · NCE + b(1 − p_y), the active passive loss with the expectation loss"
  static let citation = "Ma, Huang, Wang, Romano, Erfani and Bailey, ICML 2020"
  static let settings = [
    SettingDescription("nceWeight", default: 1, in: 0...100, "a"),
    SettingDescription("maeWeight", default: 1, in: 0...100, "b"),
  ]

  private let nceWeight: Double
  private let maeWeight: Double

  init(_ settings: Component) {
    nceWeight = settings["nceWeight"]
    maeWeight = settings["maeWeight"]
  }

  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double) {
    let normalized = row.writeNormalizedCrossEntropy(scale: nceWeight)
    let pull = maeWeight * row.trueProbability
    let atTruth = row.gradient[row.label] - pull * row.complement
    for k in 0..<row.classes { row.gradient[k] += pull * row.probabilities[k] }
    row.gradient[row.label] = atTruth
    return (
      nceWeight * normalized + maeWeight * row.complement, row.pull(complement: row.complement)
    )
  }
}
