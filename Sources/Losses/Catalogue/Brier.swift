import Core

/// The Brier score of an example, `Σ (p_k − e_k)²`, a proper score between 0 and 2.
///
/// Its gradient is `2 p_k (u_k − Σ p_j u_j)` with `u = p − e_y`. Written out, `−2 p_y ℓ` at the true
/// class and `2 p_k (p_y (p_k + 1 − p_y) + Σ p_j (p_k − p_j))` beside it, j over the other classes.
///
/// - Source: Brier, *Monthly Weather Review* 78(1), 1950.
struct Brier: RowLoss {
  static let id = "brier"
  static let summary = "Σ (p_k − e_k)², the squared distance of the softmax from the label"
  static let citation = "Brier, Monthly Weather Review 78(1), 1950"
  static let settings: [SettingDescription] = []

  init(_ settings: Component) {}

  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double) {
    let rival = largestBesideTruth(row)
    // Sums over all but the true class and its rival, so that nothing is lost where the rival is
    // almost certain.
    var (summed, squares) = (0.0, 0.0)
    for k in 0..<row.classes where k != row.label && k != rival {
      let p = row.probabilities[k]
      summed += p
      squares += p * p
    }
    let (truth, strongest, rest) = (row.trueProbability, row.probabilities[rival], row.complement)
    let allSquares = squares + strongest * strongest
    for k in 0..<row.classes {
      let p = row.probabilities[k]
      let (beside, besideSquares) =
        k == rival ? (summed, squares) : (rest - p, allSquares - p * p)
      row.gradient[k] = 2 * p * (truth * (p + rest) + (p * beside - besideSquares))
    }
    let loss = rest * rest + allSquares
    row.gradient[row.label] = -2 * truth * loss
    return (loss, row.pull(complement: rest))
  }

  private func largestBesideTruth(_ row: SoftmaxRow) -> Int {
    var best = row.label == 0 ? 1 : 0
    for k in 0..<row.classes
    where k != row.label && row.probabilities[k] > row.probabilities[best] {
      best = k
    }
    return best
  }
}
