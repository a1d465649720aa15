/// The area under the receiver operating characteristic, by ranks.
///
/// The probability that a random example of the second class scores above a random one of the first,
/// ties counting half: the Mann-Whitney statistic over the number of pairs.
///
/// - Source: Hanley and McNeil, *Radiology* 143(1), 1982.
enum AreaUnderROC {
  /// Returns the area.
  ///
  /// - Parameters:
  ///   - scores: any monotone function of the second class's probability, finite.
  ///   - isPositive: whether the example is of the second class.
  /// - Returns: 0 to 1; nil unless both classes occur.
  static func value(scores: [Double], isPositive: [Bool]) -> Double? {
    let n = scores.count
    precondition(isPositive.count == n, "\(isPositive.count) classes for \(n) scores")
    let positives = isPositive.count { $0 }
    let negatives = n - positives
    guard positives > 0, negatives > 0 else { return nil }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    // Twice the pairs won, in whole numbers: ties are exact and the order of a sum does not show.
    var (twice, below, first) = (0, 0, 0)
    while first < n {
      var (ties, winners, last) = (0, 0, first)
      while last < n, scores[order[last]] == scores[order[first]] {
        if isPositive[order[last]] { winners += 1 } else { ties += 1 }
        last += 1
      }
      twice += winners * (2 * below + ties)
      below += ties
      first = last
    }
    return Double(twice) / (2 * Double(positives) * Double(negatives))
  }
}
