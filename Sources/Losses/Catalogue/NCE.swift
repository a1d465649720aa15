import Core

/// Normalised cross entropy: `ln p_y / Σ ln p_k`, between 0 and 1.
///
/// Robust to label noise by construction, yet hard to fit alone; see `nce-mae`.
///
/// - Source: Ma, Huang, Wang, Romano, Erfani and Bailey, ICML 2020, eq. 6.
struct NCE: RowLoss {
  static let id = "nce"
  static let summary = "ln p_y / Σ ln p_k, cross entropy as a share of that of all labels"
  static let citation = "Ma, Huang, Wang, Romano, Erfani and Bailey, ICML 2020"
  static let settings: [SettingDescription] = []

  init(_ settings: Component) {}

  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double) {
    let loss = row.writeNormalizedCrossEntropy(scale: 1)
    return (loss, row.pull(complement: row.complement))
  }
}
