/// A candidate against a baseline, paired seed by seed.
///
/// The rule of the verdict is fixed and conservative: ``Verdict/better`` or ``Verdict/worse`` needs
/// **both** the BCa interval to exclude 0 **and** the sign-flip p to be below `1 − confidence`; at
/// least ``pairsNeeded`` pairs; otherwise it abstains. The t interval is shown beside them and does
/// not decide.
///
/// When all differences are equal, both intervals have no width and the sign-flip test alone
/// decides; when all are 0, p is 1 and nothing is claimed.
public struct PairedComparison: Codable, Hashable, Sendable {
  /// The pairs.
  public let count: Int
  /// Which way the score improves.
  public let direction: ScoreDirection
  /// The coverage of both intervals, and 1 minus the significance level.
  public let confidence: Double
  /// `candidate − baseline` of each pair, in the order given.
  public let differences: [Double]
  /// Location and spread of the differences.
  public let summary: Summary
  /// Student's t interval of the mean difference; nil for one pair.
  public let tInterval: ConfidenceInterval?
  /// The BCa bootstrap interval of the mean difference; nil for one pair.
  public let bcaInterval: ConfidenceInterval?
  /// The two-sided sign-flip p: exact up to 20 pairs, drawn up to ``LargeSample/pairLimit``.
  public let signFlipP: Double
  /// Pairs in which the candidate is better.
  public let wins: Int
  /// Pairs that are equal.
  public let ties: Int
  /// Pairs in which the candidate is worse.
  public let losses: Int
  /// Pearson's correlation of the pairs; nil when either side has no spread.
  ///
  /// Pairing narrows the interval only when it is positive, so it is shown.
  public let correlation: Double?
  /// The share of all candidate and baseline runs, paired or not, in which the candidate is better.
  ///
  /// Ties count half. A half means no tendency.
  ///
  /// - Source: Agarwal et al., NeurIPS 2021, probability of improvement.
  public let probabilityOfImprovement: Double
  /// What the comparison shows.
  public let verdict: Verdict

  /// The pairs without which no data could be significant.
  public var pairsNeeded: Int { SignFlipTest.pairsNeeded(confidence: confidence) }

  /// Compares finite scores; index `i` of both sides is one pair, and there is at least one.
  ///
  /// Scores such as 93,001 of 100,000 right carry rounding that is not small beside a difference of
  /// one example, so what is a tie is judged by the size of the scores.
  ///
  /// - Parameters:
  ///   - baseline: the scores compared with.
  ///   - candidate: the scores that may be better.
  ///   - direction: which way a score improves.
  ///   - confidence: the coverage, strictly inside 0 to 1.
  ///   - scale: the size of the numbers that the scores are differences of; 0 where they are not.
  public init(
    baseline: [Double], candidate: [Double], direction: ScoreDirection = .higherIsBetter,
    confidence: Double = 0.95, scale: Double = 0
  ) {
    precondition(
      baseline.count == candidate.count && !baseline.isEmpty,
      "pairs need equal, non-zero counts, got \(baseline.count) and \(candidate.count)")
    precondition(
      confidence > 0 && confidence < 1, "confidence must be inside 0...1, got \(confidence)")
    let largest = (baseline + candidate).reduce(abs(scale)) { max($0, abs($1)) }
    // Two scores of half a unit in the last place each, and as much again for each subtraction before.
    let rounding = 2 * largest.ulp
    let differences = zip(candidate, baseline).map { abs($0 - $1) <= rounding ? 0 : $0 - $1 }
    let sign = direction == .higherIsBetter ? 1.0 : -1.0
    count = differences.count
    self.direction = direction
    self.confidence = confidence
    self.differences = differences
    summary = Summary(differences)
    tInterval = summary.meanInterval(confidence: confidence)
    bcaInterval = Bootstrap.bcaInterval(
      of: differences, confidence: confidence, rounding: rounding)
    signFlipP = SignFlipTest.twoSidedP(differences, rounding: rounding)
    wins = differences.count { sign * $0 > 0 }
    ties = differences.count { $0 == 0 }
    losses = differences.count { sign * $0 < 0 }
    correlation = Self.correlation(baseline, candidate)
    probabilityOfImprovement = Self.improvement(baseline, candidate, sign: sign, rounding: rounding)
    verdict = Self.verdict(
      interval: bcaInterval, p: signFlipP, count: count, sign: sign, confidence: confidence)
  }

  private static func verdict(
    interval: ConfidenceInterval?, p: Double, count: Int, sign: Double, confidence: Double
  ) -> Verdict {
    guard let interval, count >= SignFlipTest.pairsNeeded(confidence: confidence) else {
      return .nTooSmall
    }
    guard p < 1 - confidence, !interval.contains(0) else { return .undecided }
    return sign * interval.lower > 0 ? .better : .worse
  }

  private static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
    let (a, b) = (Summary(left), Summary(right))
    guard a.minimum < a.maximum, b.minimum < b.maximum else { return nil }
    var (products, leftSquares, rightSquares) = (0.0, 0.0, 0.0)
    for (x, y) in zip(left, right) {
      products += (x - a.mean) * (y - b.mean)
      leftSquares += (x - a.mean) * (x - a.mean)
      rightSquares += (y - b.mean) * (y - b.mean)
    }
    return max(-1, min(1, products / (leftSquares.squareRoot() * rightSquares.squareRoot())))
  }

  private static func improvement(
    _ baseline: [Double], _ candidate: [Double], sign: Double, rounding: Double
  ) -> Double {
    let sorted = baseline.sorted()
    var twice = 0
    for c in candidate {
      let below = index(in: sorted, while: { $0 < c - rounding })
      let notAbove = below + index(in: sorted[below...], while: { $0 <= c + rounding })
      twice += 2 * (sign > 0 ? below : sorted.count - notAbove) + (notAbove - below)
    }
    return Double(twice) / Double(2 * baseline.count * candidate.count)
  }

  /// How many sorted numbers come first that satisfy a condition; no later one does.
  private static func index(
    in sorted: some RandomAccessCollection<Double>, while holds: (Double) -> Bool
  ) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(sorted[sorted.index(sorted.startIndex, offsetBy: middle)]) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The comparison without the difference of each pair, of which a report lists only so many.
  public var withoutDifferences: PairedComparison {
    PairedComparison(copying: self, differences: [])
  }

  private init(copying other: PairedComparison, differences: [Double]) {
    count = other.count
    direction = other.direction
    confidence = other.confidence
    self.differences = differences
    summary = other.summary
    tInterval = other.tInterval
    bcaInterval = other.bcaInterval
    signFlipP = other.signFlipP
    wins = other.wins
    ties = other.ties
    losses = other.losses
    correlation = other.correlation
    probabilityOfImprovement = other.probabilityOfImprovement
    verdict = other.verdict
  }
}
