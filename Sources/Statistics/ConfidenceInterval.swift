/// A range computed so that it covers the true value in a stated share of repetitions.
public struct ConfidenceInterval: Codable, Hashable, Sendable {
  /// The lower end, inclusive.
  public var lower: Double
  /// The upper end, inclusive.
  public var upper: Double

  /// Creates an interval.
  public init(lower: Double, upper: Double) {
    precondition(lower <= upper, "interval ends are in the wrong order: \(lower), \(upper)")
    self.lower = lower
    self.upper = upper
  }

  /// Whether a value lies inside or on an end.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

extension ConfidenceInterval {
  /// Returns the Wilson score interval of a proportion, without continuity correction.
  ///
  /// Right for one model scored on one test set: it covers the accuracy on fresh examples, not the
  /// accuracy of another training run.
  ///
  /// - Parameters:
  ///   - successes: the examples predicted right, 0 to `count`.
  ///   - count: the examples scored, at least 1.
  ///   - confidence: the coverage, strictly inside 0 to 1.
  /// - Returns: an interval inside 0 to 1.
  /// - Source: Wilson, *JASA* 22(158), 1927.
  public static func wilson(
    successes: Int, of count: Int, confidence: Double = 0.95
  ) -> ConfidenceInterval {
    precondition(
      count > 0 && (0...count).contains(successes),
      "wilson needs 0 <= successes <= count and count > 0, got \(successes) of \(count)")
    let z = StandardNormal.quantile((1 + confidence) / 2)
    let n = Double(count)
    let p = Double(successes) / n
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let halfWidth = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // At 0 and at `count` successes one end is exactly 0 or 1; rounding may leave it beside it.
    return ConfidenceInterval(
      lower: successes == 0 ? 0 : max(0, center - halfWidth),
      upper: successes == count ? 1 : min(1, center + halfWidth))
  }
}
