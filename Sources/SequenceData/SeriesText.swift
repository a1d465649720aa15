/// The bytes of a text file, walked over line by line and number by number.
struct SeriesText {
  /// The file's path, for messages.
  let path: String
  let bytes: [UInt8]
  /// The number of the line that ``nextLine()`` returned last, from 1.
  private(set) var line = 0
  private var position = 0

  /// Starts at the first line; a byte order mark is passed over.
  ///
  /// - Throws: ``SequenceDataError/notText(path:line:)`` for a zero byte anywhere.
  init(path: String, bytes: [UInt8]) throws(SequenceDataError) {
    self.path = path
    self.bytes = bytes
    if let zero = bytes.firstIndex(of: 0) {
      throw .notText(path: path, line: 1 + bytes[..<zero].count { $0 == .lineFeed })
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// Returns the next line without its end and without blanks around it; nil after the last one.
  ///
  /// Line ends are LF or CR LF.
  mutating func nextLine() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    line += 1
    var end = position
    while end < bytes.count, bytes[end] != .lineFeed { end += 1 }
    defer { position = min(end + 1, bytes.count) }
    let last = end > position && bytes[end - 1] == .carriageReturn ? end - 1 : end
    return trimmed(position..<last)
  }

  /// Returns the next line that is not empty.
  mutating func nextFilledLine() -> Range<Int>? {
    while let found = nextLine() {
      if !found.isEmpty { return found }
    }
    return nil
  }

  /// Leaves blanks and tabs at both ends of a range out.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, bytes[start] == .blank || bytes[start] == .tab { start += 1 }
    while end > start, bytes[end - 1] == .blank || bytes[end - 1] == .tab { end -= 1 }
    return start..<end
  }

  /// The first place of a byte within a range, or the range's end.
  func end(of range: Range<Int>, before separator: UInt8) -> Int {
    var end = range.lowerBound
    while end < range.upperBound, bytes[end] != separator { end += 1 }
    return end
  }

  /// The text of a range.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The text of a range in quotes, on one line and not longer than a message can bear.
  func quoted(_ range: Range<Int>) -> String {
    let isLong = range.count > 40
    return text(isLong ? range.prefix(40) : range).debugDescription + (isLong ? "…" : "")
  }

  /// Whether a range is a missing value: `?`, or `NaN` in any letter case.
  func isMissing(_ range: Range<Int>) -> Bool {
    guard let first = range.first else { return false }
    if range.count == 1 { return bytes[first] == UInt8(ascii: "?") }
    return range.count == 3
      && zip(bytes[range], "nan".utf8).allSatisfy { ($0 | 0x20) == $1 }
  }
}

extension SeriesText {
  /// Returns the nearest double; nil unless the range is one finite decimal number.
  ///
  /// A number of up to 2⁵³ times a power of ten up to 22 takes one exact multiplication or
  /// division, everything else the standard library.
  ///
  /// - Source: Clinger, *How to read floating point numbers accurately*, PLDI 1990, fast path.
  func number(_ range: Range<Int>) -> Double? { quickNumber(range) ?? exactNumber(range) }

  private func quickNumber(_ range: Range<Int>) -> Double? {
    var place = range.lowerBound
    let end = range.upperBound
    guard place < end else { return nil }
    let isNegative = bytes[place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    var significand: UInt64 = 0
    var digits = 0
    var fractionDigits = 0
    var seenPoint = false
    while place < end {
      let byte = bytes[place]
      if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else {
        let digit = byte &- UInt8(ascii: "0")
        if digit > 9 { break }
        // Eighteen digits cannot overflow; whether they are exact is seen at the end.
        guard digits < 18 else { return nil }
        significand = significand &* 10 &+ UInt64(digit)
        digits += 1
        if seenPoint { fractionDigits += 1 }
      }
      place += 1
    }
    guard digits > 0, significand <= 1 << 53 else { return nil }
    var power = -fractionDigits
    if place < end {
      guard let exponent = quickExponent(place..<end) else { return nil }
      power += exponent
    }
    guard abs(power) < Self.powers.count else { return nil }
    let magnitude =
      power < 0
      ? Double(significand) / Self.powers[-power] : Double(significand) * Self.powers[power]
    return isNegative ? -magnitude : magnitude
  }

  /// Reads `e` and up to three digits.
  private func quickExponent(_ range: Range<Int>) -> Int? {
    var place = range.lowerBound
    guard bytes[place] | 0x20 == UInt8(ascii: "e") else { return nil }
    place += 1
    guard place < range.upperBound else { return nil }
    let isNegative = bytes[place] == UInt8(ascii: "-")
    if isNegative || bytes[place] == UInt8(ascii: "+") { place += 1 }
    guard (1...3).contains(range.upperBound - place) else { return nil }
    var exponent = 0
    while place < range.upperBound {
      let digit = bytes[place] &- UInt8(ascii: "0")
      if digit > 9 { return nil }
      exponent = exponent * 10 + Int(digit)
      place += 1
    }
    return isNegative ? -exponent : exponent
  }

  /// The standard library also reads `nan`, `inf` and hexadecimal, which are no values here.
  private func exactNumber(_ range: Range<Int>) -> Double? {
    let isDecimal = bytes[range].allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    guard isDecimal, let value = Double(text(range)), value.isFinite else { return nil }
    return value
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}

extension UInt8 {
  static let blank = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
