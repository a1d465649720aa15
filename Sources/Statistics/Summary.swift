/// Location and spread of a few numbers.
public struct Summary: Codable, Hashable, Sendable {
  /// How many.
  public let count: Int
  /// The arithmetic mean.
  public let mean: Double
  /// The sample standard deviation (divisor `count − 1`); nil for a single number.
  public let standardDeviation: Double?
  /// The middle value, or the mean of the two middle values.
  public let median: Double
  /// The smallest value.
  public let minimum: Double
  /// The largest value.
  public let maximum: Double

  /// Summarises at least one finite number.
  ///
  /// Equal numbers have exactly their common value as mean and exactly 0 as deviation: rounding
  /// never turns "no spread" into a tiny spread.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty, "a summary needs at least one value")
    precondition(values.allSatisfy(\.isFinite), "a summary needs finite values, got \(values)")
    let sorted = values.sorted()
    let n = values.count
    count = n
    minimum = sorted[0]
    maximum = sorted[n - 1]
    median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2
    if minimum == maximum {
      mean = minimum
      standardDeviation = n > 1 ? 0 : nil
    } else {
      let center = values.reduce(0, +) / Double(n)
      let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      mean = center
      standardDeviation = (squares / Double(n - 1)).squareRoot()
    }
  }

  /// Returns Student's t interval of the mean; nil for a single number.
  ///
  /// Numbers without spread give an interval of no width.
  public func meanInterval(confidence: Double = 0.95) -> ConfidenceInterval? {
    precondition(
      confidence > 0 && confidence < 1, "confidence must be inside 0...1, got \(confidence)")
    guard let standardDeviation else { return nil }
    let quantile = StudentT.quantile((1 + confidence) / 2, degreesOfFreedom: Double(count - 1))
    let halfWidth = quantile * standardDeviation / Double(count).squareRoot()
    return ConfidenceInterval(lower: mean - halfWidth, upper: mean + halfWidth)
  }
}
