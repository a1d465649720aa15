import Core
import Foundation

/// Logistic loss with two temperatures: bounded for outliers (t1 < 1), heavy tails (t2 > 1).
///
/// With `log_t x = (x^(1−t) − 1) / (1 − t)` and the tempered softmax P, the loss of a one-hot label
/// is `−log_t1 P_y − (1 − Σ P_k^(2−t1)) / (2 − t1)`, and its gradient
/// `δ_k P_k^(t2−t1) − E_k Σ δ_j P_j^(t2−t1)` with `δ = P − e_y` and the escort `E ∝ P^t2`.
///
/// - Source: Amid, Warmuth, Anil and Koren, NeurIPS 2019, sections 2 and 3; t1 = 0.8, t2 = 1.2.
struct BiTempered: RowLoss {
  static let id = "bi-tempered"
  static let summary = "logistic loss with a bounded logarithm (t1) and heavy tails (t2)"
  static let citation = "Amid, Warmuth, Anil and Koren, NeurIPS 2019"
  static let settings = [
    SettingDescription("t1", default: 0.8, in: 0...1, "of the logarithm; 1 is unbounded"),
    SettingDescription("t2", default: 1.2, in: 1...5, "of the softmax; 1 is the usual one"),
  ]

  private let t1: Double
  private let t2: Double

  init(_ settings: Component) {
    t1 = settings["t1"]
    t2 = settings["t2"]
  }

  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double) {
    let label = row.label
    let complement = temper(&row)
    // From here on `row.logits` holds ln P.
    let truth = row.logits[label]
    let (escorts, pulls) = (t2, 1 + t2 - t1)
    let truthPull = -complement * exp((t2 - t1) * truth)
    func pull(of k: Int) -> Double { k == label ? truthPull : exp(pulls * row.logits[k]) }
    // Sums over all but the largest class, so that nothing is lost where that is almost certain.
    var (powers, besideEscorts, besidePulls) = (0.0, 0.0, 0.0)
    for k in 0..<row.classes {
      if k != label { powers += exp((2 - t1) * row.logits[k]) }
      if k != row.top {
        besideEscorts += exp(escorts * row.logits[k])
        besidePulls += pull(of: k)
      }
    }
    let topPull = pull(of: row.top)
    let topEscort = exp(escorts * row.logits[row.top])
    let allEscorts = besideEscorts + topEscort
    for k in 0..<row.classes {
      let escort = exp(escorts * row.logits[k]) / allEscorts
      row.gradient[k] = pull(of: k) - escort * (besidePulls + topPull)
    }
    row.gradient[row.top] = (topPull * besideEscorts - topEscort * besidePulls) / allEscorts
    let logarithm = t1 == 1 ? truth : expm1((1 - t1) * truth) / (1 - t1)
    let loss = -logarithm + (expm1((2 - t1) * truth) + powers) / (2 - t1)
    // No `max`, which would turn NaN into 0.
    return (loss < 0 ? 0 : loss, row.pull(complement: complement))
  }

  /// Replaces the logits by the logarithms of the tempered softmax and returns `1 − P_y`.
  private func temper(_ row: inout SoftmaxRow) -> Double {
    let (top, largest, spread) = (row.top, row.logits[row.top], t2 - 1)
    if spread == 0 {
      let complement = row.complement
      for k in 0..<row.classes { row.probabilities[k] = -row.negativeLogProbability(of: k) }
      swap(&row.logits, &row.probabilities)
      return complement
    }
    let shift = normalizer(row, largest: largest)
    var (beside, others) = (0.0, 0.0)
    for k in 0..<row.classes {
      let logarithm = -log1p(spread * (shift + (largest - row.logits[k]))) / spread
      let probability = exp(logarithm)
      if k != top { beside += probability }
      if k != row.label { others += probability }
      row.logits[k] = logarithm
    }
    row.logits[top] = log1p(-beside)
    return others
  }

  /// Returns the shift at which the tempered exponentials sum to 1.
  ///
  /// Newton's method on `(Σ (1 + s(λ − a_k))^(−1/s))^(−s) − 1`, a = logits − largest, s = t2 − 1:
  /// concave and rising in λ, so the iteration climbs from 0 to the root and never beyond.
  private func normalizer(_ row: SoftmaxRow, largest: Double) -> Double {
    let spread = t2 - 1
    var shift = 0.0
    for _ in 0..<100 {
      var (total, slope) = (0.0, 0.0)
      for k in 0..<row.classes {
        let base = 1 + spread * (shift + (largest - row.logits[k]))
        let power = exp(-log(base) / spread)
        total += power
        slope += power / base
      }
      let step = (total - pow(total, 1 + spread)) / (spread * slope)
      shift -= step
      if !(step < -1e-15 * (1 + shift)) { break }
    }
    return shift
  }
}
