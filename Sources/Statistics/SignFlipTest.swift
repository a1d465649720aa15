import Core
import Foundation

/// The sign-flip permutation test of paired differences.
///
/// If neither arm were better, each difference would be as likely with either sign. The two-sided p
/// is the share of all sign patterns whose mean is at least as far from 0 as the observed one.
/// Differences of zero stay in: they change no mean. Above ``LargeSample/pairLimit`` pairs the normal
/// tail with its first correction takes the place of random patterns.
///
/// - Source: Fisher, *The Design of Experiments*, 1935, section 21.
public enum SignFlipTest {
  /// The largest count for which every pattern is tried.
  public static let exactLimit = 20

  /// Patterns drawn above ``exactLimit``; the observed one is counted too, so p is never 0.
  public static let randomFlips = 100_000

  /// Returns the two-sided p; 1 when every difference is 0.
  ///
  /// - Parameters:
  ///   - differences: at least one.
  ///   - rounding: how far a difference may be from what it is without rounding.
  /// - Returns: the share of sign patterns, above 0 and up to 1.
  public static func twoSidedP(_ differences: [Double], rounding: Double = 0) -> Double {
    precondition(!differences.isEmpty, "the sign-flip test needs at least one difference")
    if LargeSample.applies(to: differences) { return LargeSample.signFlipP(differences) }
    // Sums of the same numbers in another order or sign pattern differ in the last bits, and small
    // differences of large scores in more than those; patterns that tie with the observed one must
    // count.
    let magnitude = differences.reduce(0) { $0 + abs($1) }
    let tolerance = max(1e-12 * magnitude, 2 * Double(differences.count) * rounding)
    let threshold = abs(differences.reduce(0, +)) - tolerance
    return differences.count <= exactLimit
      ? exactP(differences, threshold: threshold) : randomP(differences, threshold: threshold)
  }

  /// Returns how many pairs it takes before any data could be significant after Holm's correction.
  ///
  /// The smallest p of `n` pairs is `2 / 2ⁿ`, and the first step of the correction multiplies it by
  /// the family's size.
  ///
  /// - Parameters:
  ///   - confidence: 1 minus the significance level, strictly inside 0 to 1.
  ///   - familySize: the comparisons corrected together, at least 1.
  /// - Returns: the smallest `n` with `familySize · 2 / 2ⁿ < 1 − confidence`; 6 by default.
  public static func pairsNeeded(confidence: Double = 0.95, familySize: Int = 1) -> Int {
    precondition(
      confidence > 0 && confidence < 1 && familySize > 0,
      "pairsNeeded needs 0 < confidence < 1 and a family, got \(confidence), \(familySize)")
    var pairs = 1
    while Double(familySize) * pow(2, Double(1 - pairs)) >= 1 - confidence { pairs += 1 }
    return pairs
  }

  /// Tries every pattern with the first sign fixed: flipping all signs keeps the distance from 0.
  private static func exactP(_ differences: [Double], threshold: Double) -> Double {
    var sums = [differences[0]]
    for difference in differences.dropFirst() {
      sums = sums.map { $0 + difference } + sums.map { $0 - difference }
    }
    let extreme = sums.count { abs($0) >= threshold }
    return Double(extreme) / Double(sums.count)
  }

  private static func randomP(_ differences: [Double], threshold: Double) -> Double {
    var random = Resampling.stream.split("sign flips")
    var extreme = 0
    for _ in 0..<randomFlips {
      var sum = 0.0
      var signs: UInt64 = 0
      for (i, difference) in differences.enumerated() {
        if i % 64 == 0 { signs = random.bits() }
        sum += signs & 1 == 0 ? difference : -difference
        signs >>= 1
      }
      if abs(sum) >= threshold { extreme += 1 }
    }
    return Double(extreme + 1) / Double(randomFlips + 1)
  }
}
