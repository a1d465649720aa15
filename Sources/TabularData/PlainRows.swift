/// Reads rows in which nothing is unusual, a byte at a time and without a list of their fields.
///
/// A row is plain when it is one whole line, has a cell for each column, and every cell is a number,
/// a missing token or a word seen before, in quotes without doubled ones or in none. Any other row
/// is left to ``CSVReader``, which reads it or says what is wrong with it, so both agree on every
/// table.
struct PlainRows {
  private let separator: UInt8
  private let quote: UInt8?
  private let mark: UInt8
  private let comment: UInt8?
  private let numbersMayBeMissing: Bool
  /// Whether a word that has a code cannot be a missing token, so that it is looked up first.
  private let missingTokensAreNoWords: Bool

  /// Nil for a dialect in which runs of blanks separate.
  init?(_ settings: TableSettings) {
    let dialect = settings.dialect
    if dialect.joinsBlanks { return nil }
    separator = dialect.separator
    quote = dialect.quote
    mark = dialect.decimalMark
    comment = dialect.commentPrefix.first
    numbersMayBeMissing = settings.missing.contains { token in
      DecimalParser.value(token.span, 0..<token.count, mark: dialect.decimalMark) != nil
    }
    let listed = settings.columns.flatMap(\.levels).map { Array($0.utf8) }
    missingTokensAreNoWords =
      (quote == nil || settings.quotedCellsMayBeMissing)
      && !settings.missing.contains { listed.contains($0) }
  }

  /// Adds rows until one is not plain; returns where that one starts, and how many were added.
  func add(
    _ text: Span<UInt8>, from start: Int, to builder: inout TableBuilder
  ) -> (next: Int, rows: Int) {
    var (position, rows) = (start, 0)
    while true {
      let before = position
      var store = builder.cells
      builder.cells = CellStore(columnCount: 0)
      let stride = store.rowsPerChunk
      let room = stride - store.rowCount & (stride - 1)
      let added = store.addRows { cells, first in
        var added = 0
        while added < room,
          let next = row(text, at: position, &builder, &cells, stride, first + added)
        {
          position = next
          added += 1
        }
        return added
      }
      builder.cells = store
      rows += added
      if added < room || position == before { return (position, rows) }
    }
  }

  /// Reads one row and returns where the next one starts; nil when the row is not plain.
  @inline(__always)
  private func row(
    _ text: Span<UInt8>, at start: Int, _ builder: inout TableBuilder,
    _ cells: inout MutableSpan<UInt32>, _ stride: Int, _ row: Int
  ) -> Int? {
    guard start < text.count, text[start] != .blank, text[start] != .tab,
      text[start] != comment
    else { return nil }
    var position = start
    let last = builder.columns.count - 1
    for index in 0...last {
      let column = builder.columns[index]
      var cell: UInt32 = 0
      if column.kind == .numeric, !numbersMayBeMissing, let number = number(text, &position) {
        cell = number.bitPattern
      } else {
        guard let field = field(text, &position),
          let found = self.cell(text, field, column, &builder)
        else { return nil }
        cell = found
      }
      if column.kind != .ignored { cells[column.slot * stride + row] = cell }
      guard position < text.count else { return nil }
      if index < last {
        guard text[position] == separator else { return nil }
        position += 1
      }
    }
    if text[position] == .carriageReturn { position += 1 }
    guard position < text.count, text[position] == .lineFeed else { return nil }
    return position + 1
  }

  /// Reads a short decimal number that ends with its field; otherwise the position stays.
  @inline(__always)
  private func number(_ text: Span<UInt8>, _ position: inout Int) -> Float? {
    let end = text.count
    var place = position
    let isNegative = place < end && text[place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let first = place
    var significand: UInt64 = 0
    while place < end {
      let digit = text[place] &- UInt8(ascii: "0")
      if digit > 9 { break }
      significand = significand &* 10 &+ UInt64(digit)
      place += 1
    }
    var digits = place - first
    var decimals = 0
    if place < end, text[place] == mark {
      place += 1
      let point = place
      while place < end {
        let digit = text[place] &- UInt8(ascii: "0")
        if digit > 9 { break }
        significand = significand &* 10 &+ UInt64(digit)
        place += 1
      }
      decimals = place - point
      digits += decimals
    }
    guard digits > 0, digits <= 15, place < end, isFieldEnd(text[place]) else { return nil }
    position = place
    let magnitude = DecimalParser.quotient(significand, decimals: decimals)
    return Float(isNegative ? -magnitude : magnitude)
  }

  @inline(__always)
  private func isFieldEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == .lineFeed || byte == .carriageReturn
  }

  /// Finds a field and goes to the byte that ends it; nil when it is not plain.
  @inline(__always)
  private func field(_ text: Span<UInt8>, _ position: inout Int) -> CSVField? {
    let end = text.count
    var start = position
    while start < end, text[start] == .blank, separator != .blank { start += 1 }
    if let quote, start < end, text[start] == quote {
      start += 1
      var last = start
      while last < end, text[last] != quote, text[last] != .lineFeed { last += 1 }
      guard last + 1 < end, text[last] == quote, isFieldEnd(text[last + 1]) else { return nil }
      position = last + 1
      return CSVField(start: Int32(start), end: Int32(last), isQuoted: true)
    }
    var last = start
    while last < end, !isFieldEnd(text[last]) { last += 1 }
    position = last
    if last > start, text[last - 1] == .blank || text[last - 1] == .tab { return nil }
    if start < last, text[start] == .tab { return nil }
    return CSVField(start: Int32(start), end: Int32(last))
  }

  /// The bits of a cell; nil when it is a word not seen before, or cannot be read.
  private func cell(
    _ text: Span<UInt8>, _ field: CSVField, _ column: TableBuilder.Column,
    _ builder: inout TableBuilder
  ) -> UInt32? {
    switch column.kind {
    case .ignored: return 0
    case .numeric: return builder.number(text, field)?.bitPattern
    case .class:
      let spelling = builder.classSpellings.code(of: text, field.range)
      return spelling.map { UInt32(bitPattern: builder.spellingLabels[Int($0)]) }
    case .categorical, .ordered:
      if missingTokensAreNoWords {
        if let code = builder.levels[column.table].code(of: text, field.range) {
          return UInt32(bitPattern: code)
        }
        return builder.isMissing(text, field) ? UInt32(bitPattern: -1) : nil
      }
      if builder.isMissing(text, field) { return UInt32(bitPattern: -1) }
      let code = builder.levels[column.table].code(of: text, field.range)
      return code.map { UInt32(bitPattern: $0) }
    }
  }
}
