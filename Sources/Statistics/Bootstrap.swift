import Core

/// The bias-corrected and accelerated bootstrap of a mean.
///
/// - Source: Efron, *JASA* 82(397), 1987; Efron and Tibshirani, *An Introduction to the Bootstrap*,
///   1993, section 14.3.
enum Bootstrap {
  /// Resamples drawn for an interval; more than the usual 10,000 because they cost about a millisecond.
  static let resampleCount = 20_000

  /// Returns the BCa interval of the mean; nil for fewer than two values.
  ///
  /// Values without spread give an interval of no width at their common value. Above
  /// ``LargeSample/pairLimit`` values nothing is resampled, unless few of them carry the mean.
  ///
  /// - Parameters:
  ///   - values: finite numbers.
  ///   - confidence: the coverage, strictly inside 0 to 1.
  ///   - rounding: how far a value may be from what it is without rounding.
  /// - Returns: the interval, an end of which is 0 where rounding alone may have moved it aside.
  static func bcaInterval(
    of values: [Double], confidence: Double, rounding: Double = 0
  ) -> ConfidenceInterval? {
    guard values.count > 1 else { return nil }
    let summary = Summary(values)
    guard summary.minimum < summary.maximum else {
      return ConfidenceInterval(lower: summary.mean, upper: summary.mean)
    }
    let deviations = values.map { $0 - summary.mean }
    if LargeSample.applies(to: deviations),
      let interval = LargeSample.bcaInterval(
        mean: summary.mean, deviations: deviations, confidence: confidence)
    {
      return interval
    }
    let means = resampledMeans(of: deviations).sorted()
    let tolerance = max(1e-12 * (deviations.map(abs).max() ?? 0), 2 * rounding)
    let bias = StandardNormal.quantile(shareBelowZero(means, tolerance: tolerance))
    let acceleration = acceleration(of: deviations)
    let z = StandardNormal.quantile((1 + confidence) / 2)
    let nothing = max(1e-12 * (values.map(abs).max() ?? 0), 2 * rounding)
    let ends = [-z, z].map { z -> Double in
      let shifted = bias + z
      // |acceleration| is at most 1/6, so only a shift above 6 could reach the pole.
      let stretched = shifted / max(1 - acceleration * shifted, .leastNormalMagnitude)
      let end = summary.mean + quantile(StandardNormal.cumulative(bias + stretched), of: means)
      // An end of 0 that rounding moved aside would decide whether the interval excludes 0.
      return abs(end) <= nothing ? 0 : end
    }
    return ConfidenceInterval(lower: min(ends[0], ends[1]), upper: max(ends[0], ends[1]))
  }

  /// Returns the jackknife's acceleration of a mean from the deviations about it.
  ///
  /// For a mean, leaving out one value moves it by `−deviation / (n − 1)`, so the general formula
  /// reduces to `Σd³ / (6 (Σd²)^1.5)`: the sample's skewness over `6 √n`.
  static func acceleration(of deviations: [Double]) -> Double {
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    let cubes = deviations.reduce(0) { $0 + $1 * $1 * $1 }
    return cubes / (6 * squares * squares.squareRoot())
  }

  /// Returns the share of resampled mean deviations below zero, counting those at zero half.
  ///
  /// A resample that repeats the sample has deviation 0 but for rounding, hence the tolerance. The
  /// share is kept away from 0 and 1, where the bias would be infinite.
  private static func shareBelowZero(_ means: [Double], tolerance: Double) -> Double {
    var twice = 0
    for mean in means {
      if mean < -tolerance { twice += 2 } else if mean <= tolerance { twice += 1 }
    }
    return Double(max(1, min(2 * means.count - 1, twice))) / Double(2 * means.count)
  }

  private static func resampledMeans(of deviations: [Double]) -> [Double] {
    var random = Resampling.stream.split("bootstrap")
    let n = deviations.count
    return (0..<resampleCount).map { _ in
      var sum = 0.0
      for _ in 0..<n { sum += deviations[random.index(below: n)] }
      return sum / Double(n)
    }
  }

  /// Returns a quantile of sorted numbers, interpolated linearly between neighbours.
  private static func quantile(_ level: Double, of sorted: [Double]) -> Double {
    let position = level * Double(sorted.count - 1)
    let below = min(Int(position), sorted.count - 1)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// The randomness of every resampling method.
public enum Resampling {
  /// The fixed seed; any number serves, and a fixed one makes the same data give the same report.
  public static let seed: UInt64 = 2_109_056

  static var stream: RandomStream { RandomStream(seed: seed).split("statistics") }
}
