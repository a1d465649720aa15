import Core

/// Online hard example mining: the mean cross entropy of the hardest examples of a batch.
///
/// Of n examples the `k = ⌈keptFraction · n⌉` with the largest cross entropy are kept, the earlier of
/// equals first. Losses and weights of kept examples are times `n / k` and others 0, so that the
/// mean over the batch is the mean over the kept.
///
/// - Source: Shrivastava, Gupta and Girshick, CVPR 2016; they keep a fixed number of regions, later
///   work a fraction of the batch, commonly 0.7.
struct OHEM: Loss {
  static let id = "ohem"
  static let summary = "cross entropy of the hardest examples of each batch alone"
  static let citation = "Shrivastava, Gupta and Girshick, CVPR 2016"
  static let settings = [
    SettingDescription("keptFraction", default: 0.7, in: 0.001...1, "the share of a batch kept")
  ]
  static let laws = LossLaws.all.subtracting([.additive, .decreasing])

  private let keptFraction: Double
  private let crossEntropy: CrossEntropy

  init(_ settings: Component) {
    keptFraction = settings["keptFraction"]
    crossEntropy = CrossEntropy(settings)
  }

  func evaluate(
    logits: Span<Float>, labels: Span<Int32>, classes: Int, alpha: Double, gradientScale: Float,
    gradient: inout MutableSpan<Float>, cases: inout CaseOutputs
  ) -> LossTotals {
    let count = labels.count
    // Rounding of the product must not keep one example more than asked for.
    let kept = min(count, Int((keptFraction * Double(count) - 1e-9).rounded(.up)))
    let factor = kept > 0 ? Float(Double(count) / Double(kept)) : 1
    var totals = crossEntropy.evaluate(
      logits: logits, labels: labels, classes: classes, alpha: alpha,
      gradientScale: gradientScale, gradient: &gradient, cases: &cases)
    (totals.loss, totals.weight) = (0, 0)
    let threshold = smallestKept(cases.losses, count: count, kept: kept)
    var ties = kept - numberOfLosses(in: cases.losses, count: count, atLeast: threshold &+ 1)
    for row in 0..<count {
      let bits = cases.losses[row].bitPattern
      var weight: Float = bits > threshold ? factor : 0
      if bits == threshold, ties > 0 {
        ties -= 1
        weight = factor
      }
      for k in 0..<classes { gradient[row * classes + k] *= weight }
      cases.losses[row] *= weight
      cases.weights[row] = weight
      totals.loss += Double(cases.losses[row])
      totals.weight += Double(weight)
    }
    return totals
  }

  /// Returns the largest bit pattern that at least `kept` losses reach.
  ///
  /// Floats of at least 0 sort like their bits, so bisection needs no sorted copy and no memory.
  private func smallestKept(_ losses: [Float], count: Int, kept: Int) -> UInt32 {
    var (low, high) = (UInt32(0), UInt32.max)  // `low` is reached by enough, `high` by too few.
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if numberOfLosses(in: losses, count: count, atLeast: middle) >= kept {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }

  private func numberOfLosses(in losses: [Float], count: Int, atLeast bits: UInt32) -> Int {
    var number = 0
    for row in 0..<count where losses[row].bitPattern >= bits { number += 1 }
    return number
  }
}
