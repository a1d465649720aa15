/// Turns the bytes of a decimal number into a `Double`.
enum DecimalParser {
  /// Returns the nearest double; nil unless the bytes are one finite decimal number.
  ///
  /// Short numbers take one exact multiplication or division, everything else the standard
  /// library.
  ///
  /// - Parameters:
  ///   - text: the bytes that hold the number.
  ///   - range: where it lies in them.
  ///   - mark: the byte before the decimals.
  /// - Returns: the number, or nil.
  /// - Source: Clinger, *How to read floating point numbers accurately*, PLDI 1990, fast path.
  static func value(
    _ text: Span<UInt8>, _ range: Range<Int>, mark: UInt8 = UInt8(ascii: ".")
  ) -> Double? {
    quick(text, range, mark: mark) ?? exact(text, range, mark: mark)
  }

  @inline(__always)
  private static func quick(_ text: Span<UInt8>, _ range: Range<Int>, mark: UInt8) -> Double? {
    // The sign and the mark are at most two bytes more than the 15 digits that are exact.
    guard !range.isEmpty, range.count <= 17 else { return nil }
    var position = range.lowerBound
    let isNegative = text[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var significand: UInt64 = 0
    var digits = 0
    var fractionStart = -1
    while position < range.upperBound {
      let digit = text[position] &- UInt8(ascii: "0")
      if digit < 10 {
        significand = significand &* 10 &+ UInt64(digit)
        digits += 1
      } else if text[position] == mark, fractionStart < 0 {
        fractionStart = digits
      } else {
        return nil
      }
      position += 1
    }
    guard digits > 0, digits <= 15 else { return nil }
    let magnitude = quotient(
      significand, decimals: fractionStart < 0 ? 0 : digits - fractionStart)
    return isNegative ? -magnitude : magnitude
  }

  /// The double nearest to a number of at most 15 digits, some of them decimals.
  ///
  /// Both operands of the division are exact: the significand is below 10¹⁵, the power at most 10¹⁵.
  @inline(__always)
  static func quotient(_ significand: UInt64, decimals: Int) -> Double {
    // Processors convert signed numbers in one step, unsigned ones in many.
    let whole = Double(Int64(truncatingIfNeeded: significand))
    return decimals == 0 ? whole : whole / powers[decimals]
  }

  /// The double nearest to a whole number with decimals, both below 10⁷.
  @inline(__always)
  static func quotient(_ whole: Double, _ fraction: Double, decimals: Int) -> Double {
    let power = powers[decimals]
    return (whole * power + fraction) / power
  }

  /// The standard library also reads `nan`, `inf` and hexadecimal, which no table means.
  private static func exact(_ text: Span<UInt8>, _ range: Range<Int>, mark: UInt8) -> Double? {
    // Longer spellings are no numbers of a table; this also bounds the work on hostile cells.
    guard range.count <= 400 else { return nil }
    var bytes: [UInt8] = []
    for position in range {
      let byte = text[position]
      if byte == mark {
        bytes.append(UInt8(ascii: "."))
      } else if byte != UInt8(ascii: "."), allowed.contains(byte) {
        bytes.append(byte)
      } else {
        return nil
      }
    }
    guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  private static let allowed = Array("0123456789+-eE".utf8)

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
