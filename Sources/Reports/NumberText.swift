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

  /// Returns a p value with three decimals, or `<0.001`.
  static func probability(_ p: Double) -> String { p < 0.001 ? "<0.001" : fixed(p, 3) }
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
