/// Finds the fields of one row.
struct CSVScanner {
  /// What was found at the start of a line.
  enum Outcome: Equatable {
    /// A row of some lines, more than one when quotes hold line ends; the next line starts there.
    case row(next: Int, lines: Int)
    /// A line without a row.
    case passedOver(next: Int)
    /// The bytes end before the row does.
    case incomplete
    /// A quote that opened in some line of the row never closes.
    case openQuote(line: Int)
    /// Something follows a closing quote in some line of the row.
    case textAfterQuote(line: Int, field: Int)
  }

  /// The quote of the dialect.
  let quote: UInt8?
  private let separator: UInt8
  /// The tab where runs of blanks separate, else the separator again.
  private let otherSeparator: UInt8
  private let joinsBlanks: Bool
  private let commentPrefix: [UInt8]

  init(_ dialect: CSVDialect) {
    quote = dialect.quote
    separator = dialect.separator
    otherSeparator = dialect.joinsBlanks ? .tab : dialect.separator
    joinsBlanks = dialect.joinsBlanks
    commentPrefix = dialect.commentPrefix
  }

  /// Finds the fields of the line that begins at `start`; `isLast` says that no byte will follow.
  func scan(
    _ bytes: [UInt8], from start: Int, isLast: Bool, into fields: inout [CSVField]
  ) -> Outcome {
    let text = bytes.span
    if start == text.count { return .incomplete }
    if let outcome = lineWithoutRow(text, from: start, isLast: isLast) { return outcome }
    var position = start
    var lines = 1
    while true {
      while position < text.count, isPadding(text[position]) { position += 1 }
      if joinsBlanks, !fields.isEmpty, let next = lineEnd(text, at: position, isLast: isLast) {
        return .row(next: next, lines: lines)
      }
      if let quote, position < text.count, text[position] == quote {
        let outcome = scanQuoted(
          text, quote, at: &position, isLast: isLast, lines: &lines, into: &fields)
        if let outcome { return outcome }
      } else {
        let outcome = scanPlain(text, at: &position, isLast: isLast, lines: lines, into: &fields)
        if let outcome { return outcome }
      }
    }
  }

  /// Passes over one line whatever it holds.
  func passOverLine(_ bytes: [UInt8], from start: Int, isLast: Bool) -> Outcome {
    passOverLine(bytes.span, from: start, isLast: isLast)
  }

  private func passOverLine(_ text: Span<UInt8>, from start: Int, isLast: Bool) -> Outcome {
    var position = start
    while position < text.count {
      position += 1
      if text[position - 1] == .lineFeed { return .passedOver(next: position) }
    }
    return isLast && start < text.count ? .passedOver(next: position) : .incomplete
  }

  /// Recognises a blank line or a comment; nil when the line holds a row.
  private func lineWithoutRow(_ text: Span<UInt8>, from start: Int, isLast: Bool) -> Outcome? {
    let first = text[start]
    if first == .blank || first == .tab || first == .lineFeed || first == .carriageReturn {
      var position = start
      while position < text.count, text[position] == .blank || text[position] == .tab {
        position += 1
      }
      if let next = lineEnd(text, at: position, isLast: isLast) { return .passedOver(next: next) }
      if position == text.count, !isLast { return .incomplete }
    }
    guard let prefix = commentPrefix.first, first == prefix else { return nil }
    for (offset, byte) in commentPrefix.enumerated() {
      if start + offset == text.count { return isLast ? nil : .incomplete }
      if text[start + offset] != byte { return nil }
    }
    return passOverLine(text, from: start, isLast: isLast)
  }

  /// Takes a field without quotes; nil when another field follows.
  @inline(__always)
  private func scanPlain(
    _ text: Span<UInt8>, at position: inout Int, isLast: Bool, lines: Int,
    into fields: inout [CSVField]
  ) -> Outcome? {
    let start = position
    let count = text.count
    var end = start
    while end < count {
      let byte = text[end]
      if byte == separator || byte == .lineFeed || byte == otherSeparator { break }
      end += 1
    }
    if end == count, !isLast { return .incomplete }
    let isLineEnd = end == count || text[end] == .lineFeed
    var last = end
    if isLineEnd, last > start, text[last - 1] == .carriageReturn { last -= 1 }
    while last > start, isPadding(text[last - 1]) { last -= 1 }
    fields.append(CSVField(start: Int32(start), end: Int32(last)))
    if isLineEnd { return .row(next: min(end + 1, count), lines: lines) }
    position = end + 1
    return nil
  }

  /// Takes a field in quotes; nil when another field follows.
  private func scanQuoted(
    _ text: Span<UInt8>, _ quote: UInt8, at position: inout Int, isLast: Bool,
    lines: inout Int, into fields: inout [CSVField]
  ) -> Outcome? {
    let opened = lines
    let start = position + 1
    var end = start
    var hasEscapes = false
    while true {
      while end < text.count, text[end] != quote {
        if text[end] == .lineFeed {
          lines += 1
          if text[end - 1] == .carriageReturn { hasEscapes = true }
        }
        end += 1
      }
      if end == text.count { return isLast ? .openQuote(line: opened) : .incomplete }
      if end + 1 == text.count, !isLast { return .incomplete }
      guard end + 1 < text.count, text[end + 1] == quote else { break }
      hasEscapes = true
      end += 2
    }
    fields.append(
      CSVField(start: Int32(start), end: Int32(end), isQuoted: true, hasEscapes: hasEscapes))
    position = end + 1
    let closed = position
    while position < text.count, isPadding(text[position]) { position += 1 }
    if let next = lineEnd(text, at: position, isLast: isLast) {
      return .row(next: next, lines: lines)
    }
    if position + 1 >= text.count, !isLast { return .incomplete }
    if joinsBlanks, position > closed { return nil }
    guard position < text.count, text[position] == separator else {
      return .textAfterQuote(line: lines, field: fields.count)
    }
    position += 1
    return nil
  }

  /// Returns where the next line starts when the current one ends here.
  @inline(__always)
  private func lineEnd(_ text: Span<UInt8>, at position: Int, isLast: Bool) -> Int? {
    if position == text.count { return isLast ? position : nil }
    if text[position] == .lineFeed { return position + 1 }
    guard text[position] == .carriageReturn else { return nil }
    if position + 1 == text.count { return isLast ? position + 1 : nil }
    return text[position + 1] == .lineFeed ? position + 2 : nil
  }

  @inline(__always)
  private func isPadding(_ byte: UInt8) -> Bool {
    (byte == .blank || byte == .tab) && (byte != separator || joinsBlanks)
  }
}
