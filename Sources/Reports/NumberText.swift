import Foundation

/// Numbers as reports print them: a point, no grouping, no locale.
enum NumberText {
  /// Returns a number with a fixed count of decimals; what rounds to zero has no sign.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", value)
    let isZero = text.allSatisfy { "-0.".contains($0) }
    return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// Returns a number with its sign, also when it is positive; what rounds to zero has none.
  static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    let isZero = text.allSatisfy { "0.".contains($0) }
    return text.hasPrefix("-") || isZero ? text : "+" + text
  }

  /// Returns the end of an interval with its sign; one that only rounds to zero has more decimals.
  ///
  /// On which side of 0 an end lies decides a verdict, so it must show.
  static func signedEnd(_ value: Double, _ decimals: Int) -> String {
    guard value != 0, abs(value) > 1e-12 else { return signed(0, decimals) }
    var needed = decimals
    while needed < 12, fixed(value, needed).allSatisfy({ "0.".contains($0) }) { needed += 1 }
    return signed(value, needed)
  }

  /// Returns a p value with three decimals, or `<0.001`; more where three would say that it is the
  /// `threshold` while it lies on one side.
  static func probability(_ p: Double, threshold: Double = 0.05) -> String {
    if p < 0.001 { return "<0.001" }
    var decimals = 3
    while decimals < 9, p != threshold, fixed(p, decimals) == fixed(threshold, decimals) {
      decimals += 1
    }
    return fixed(p, decimals)
  }
}

extension NumberText {
  /// Returns a number with three significant digits, such as `0.0125` or `12.3`.
  static func significant(_ value: Double) -> String { String(format: "%.3g", value) }

  /// Returns a fraction as a percentage without needless decimals, such as `95 %`.
  static func percent(_ fraction: Double) -> String {
    var text = fixed(100 * fraction, 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return "\(text) %"
  }
}
