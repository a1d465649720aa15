import Foundation

/// Closed forms that take the place of resampling when there are many pairs.
///
/// Above ``pairLimit`` pairs the resampling distributions of a mean are so close to normal that two
/// more terms of their expansion leave less error than the drawing of resamples does, and a report of
/// thousands of seeds would otherwise take minutes. Where one value weighs much more than the
/// others, or skewness is strong, resampling stays.
///
/// - Source: Hall, *The Bootstrap and Edgeworth Expansion*, 1992, sections 2.5 and 3.10.
public enum LargeSample {
  /// The largest number of pairs that is always resampled.
  public static let pairLimit = 200

  /// The share of the sum of squares above which a single value keeps resampling in use.
  static let heaviestShare = 0.1

  /// The acceleration above which resampling stays; an exponential population of 200 has 0.024.
  static let steepestAcceleration = 0.03

  /// Whether the closed forms are used for these deviations.
  static func applies(to deviations: [Double]) -> Bool {
    guard deviations.count > pairLimit else { return false }
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    let largest = deviations.reduce(0) { max($0, $1 * $1) }
    return squares > 0 && largest <= heaviestShare * squares
  }

  /// Returns the two-sided sign-flip p: the normal tail and its first correction.
  ///
  /// The sum of `±dᵢ` has mean 0, variance `Σd²`, no skewness and excess kurtosis `−2 Σd⁴ / (Σd²)²`.
  /// Random flips never give less than one in their number, and neither does this.
  static func signFlipP(_ differences: [Double]) -> Double {
    let squares = differences.reduce(0) { $0 + $1 * $1 }
    let fourths = differences.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    // Differences of accuracies are whole multiples of one example, so sums lie on a lattice and a
    // pattern that ties counts: half its step is the smallest difference. Elsewhere that is about 0.
    let halfStep = differences.reduce(Double.infinity) { $1 == 0 ? $0 : min($0, abs($1)) }
    let z = max(0, abs(differences.reduce(0, +)) - halfStep) / squares.squareRoot()
    let kurtosis = -2 * fourths / (squares * squares)
    let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    let tail = StandardNormal.cumulative(-z) + density * kurtosis / 24 * (z * z * z - 3 * z)
    return min(1, max(2 * tail, 1 / Double(SignFlipTest.randomFlips + 1)))
  }

  /// Returns the BCa interval of a mean about which the values deviate so; nil where skewness is
  /// too strong.
  ///
  /// Bias and quantiles of the resampled mean come from its cumulants, those of the sample.
  static func bcaInterval(
    mean: Double, deviations: [Double], confidence: Double
  ) -> ConfidenceInterval? {
    let acceleration = Bootstrap.acceleration(of: deviations)
    guard abs(acceleration) <= steepestAcceleration else { return nil }
    let n = Double(deviations.count)
    let variance = deviations.reduce(0) { $0 + $1 * $1 } / n
    let fourth = deviations.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
    let skewness = 6 * acceleration  // Of the mean: that of a value, over √n.
    let kurtosis = (fourth / (variance * variance) - 3) / n
    let bias = StandardNormal.quantile(0.5 + skewness / (6 * (2 * Double.pi).squareRoot()))
    let z = StandardNormal.quantile((1 + confidence) / 2)
    let ends = [-z, z].map { z -> Double in
      let shifted = bias + z
      let level = bias + shifted / (1 - acceleration * shifted)
      let cube = level * level * level
      let deviate =
        level + skewness / 6 * (level * level - 1) + kurtosis / 24 * (cube - 3 * level)
        - skewness * skewness / 36 * (2 * cube - 5 * level)
      return mean + (variance / n).squareRoot() * deviate
    }
    return ConfidenceInterval(lower: min(ends[0], ends[1]), upper: max(ends[0], ends[1]))
  }
}
