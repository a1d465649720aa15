/// Turns the bytes of a decimal number into a `Double`.
enum DecimalParser {
  /// Returns the nearest double; nil unless the bytes are one finite decimal number.
  ///
  /// Short numbers take one exact multiplication or division, everything else the standard
  /// library.
  ///
  /// - Source: Clinger, *How to read floating point numbers accurately*, PLDI 1990, fast path.
  static func value(_ bytes: ArraySlice<UInt8>) -> Double? {
    quick(bytes) ?? exact(bytes)
  }

  private static func quick(_ bytes: ArraySlice<UInt8>) -> Double? {
    var digits = 0
    var significand: Int64 = 0
    var fractionDigits = 0
    var seenPoint = false
    let isNegative = bytes.first == UInt8(ascii: "-")
    for byte in isNegative ? bytes.dropFirst() : bytes {
      if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), digits < 15 else { return nil }
      significand = significand * 10 + Int64(byte - UInt8(ascii: "0"))
      digits += 1
      if seenPoint { fractionDigits += 1 }
    }
    guard digits > 0 else { return nil }
    // Both operands are exact: the significand is below 10¹⁵, the power at most 10¹⁴.
    let magnitude = Double(significand) / powers[fractionDigits]
    return isNegative ? -magnitude : magnitude
  }

  /// The standard library also reads `nan`, `inf` and hexadecimal, which no table means.
  private static func exact(_ bytes: ArraySlice<UInt8>) -> Double? {
    let allowed = Array("0123456789+-.eE".utf8)
    guard bytes.allSatisfy({ allowed.contains($0) }),
      let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
