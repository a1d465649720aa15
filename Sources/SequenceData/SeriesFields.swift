/// The fields of one line, one after the other.
struct SeriesFields {
  /// What stands between two fields.
  enum Separator: String, CaseIterable, Sendable {
    case comma
    case tab
    /// Any number of blanks and tabs.
    case blanks

    fileprivate var byte: UInt8 { self == .comma ? UInt8(ascii: ",") : .tab }
  }

  private var rest: Range<Int>?
  private let separator: Separator

  init(_ line: Range<Int>, separator: Separator) {
    rest = line
    self.separator = separator
  }

  /// Returns the next field without blanks around it; nil after the last one.
  mutating func next(in text: SeriesText) -> Range<Int>? {
    guard let current = rest else { return nil }
    if separator == .blanks { return word(of: current, in: text) }
    let end = text.end(of: current, before: separator.byte)
    rest = end < current.upperBound ? end + 1..<current.upperBound : nil
    return text.trimmed(current.lowerBound..<end)
  }

  private mutating func word(of current: Range<Int>, in text: SeriesText) -> Range<Int>? {
    var start = current.lowerBound
    while start < current.upperBound, text.bytes[start] == .blank || text.bytes[start] == .tab {
      start += 1
    }
    var end = start
    while end < current.upperBound, text.bytes[end] != .blank, text.bytes[end] != .tab { end += 1 }
    rest = end < current.upperBound ? end..<current.upperBound : nil
    return start < end ? start..<end : nil
  }
}
