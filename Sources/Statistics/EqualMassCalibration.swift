/// The expected calibration error over bins that hold about as many examples each.
///
/// Bins of equal width leave most of an accurate classifier's examples in the last one; here the
/// edges are quantiles of the confidences, so every bin says something. Equal confidences stay in
/// one bin, as in scikit-learn's `calibration_curve` with `strategy="quantile"`; a bin may therefore
/// be larger than the others or empty.
///
/// - Source: Nguyen and O'Connor, EMNLP 2015, adaptive binning; Nixon et al., CVPR workshops 2019.
enum EqualMassCalibration {
  /// Returns the error of at least one example.
  ///
  /// - Parameters:
  ///   - confidences: the top class's probability of each example, finite.
  ///   - isCorrect: whether the top class is the true one.
  ///   - binCount: how many bins are asked for.
  /// - Returns: `Σ_bins |right − confidence| / n`, 0 to 1.
  static func error(confidences: [Double], isCorrect: [Bool], binCount: Int) -> Double {
    let n = confidences.count
    precondition(n > 0 && isCorrect.count == n, "\(isCorrect.count) outcomes for \(n) confidences")
    let order = confidences.indices.sorted { confidences[$0] < confidences[$1] }
    var gap = 0.0
    var first = 0
    for bin in 1...binCount {
      // The quantile `bin / binCount` lies between this confidence and the next larger one.
      let edge = confidences[order[bin * (n - 1) / binCount]]
      var (right, confidence) = (0, 0.0)
      while first < n, confidences[order[first]] <= edge {
        confidence += confidences[order[first]]
        if isCorrect[order[first]] { right += 1 }
        first += 1
      }
      gap += abs(Double(right) - confidence)
    }
    return gap / Double(n)
  }
}
