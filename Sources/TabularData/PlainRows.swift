/// Reads rows in which nothing is unusual, a byte at a time and without a list of their fields.
///
/// A row is plain when it is one whole line, has a cell for each column, and every cell is a number,
/// a missing token or a word seen before, in quotes without doubled ones or in none. Any other row
/// is left to ``CSVReader``, which reads it or says what is wrong with it, so both agree on every
/// table.
struct PlainRows {
  let separator: UInt8
  /// The separator where there is none.
  let quote: UInt8
  let hasQuote: Bool
  let mark: UInt8
  private let comment: UInt8?
  /// Whether a word that has a code cannot be a missing token, so that it is looked up first.
  let missingTokensAreNoWords: Bool

  /// Nil for a dialect in which runs of blanks separate, or in which digits are not only digits.
  init?(_ settings: TableSettings) {
    let dialect = settings.dialect
    if dialect.joinsBlanks { return nil }
    let ofNumbers = Array("0123456789-".utf8)
    let others = [dialect.separator, dialect.quote, dialect.decimalMark]
    guard !others.contains(where: { $0.map(ofNumbers.contains) ?? false }) else { return nil }
    separator = dialect.separator
    quote = dialect.quote ?? dialect.separator
    hasQuote = dialect.quote != nil
    mark = dialect.decimalMark
    comment = dialect.commentPrefix.first
    let listed = settings.columns.flatMap(\.levels).map { Array($0.utf8) }
    missingTokensAreNoWords =
      (dialect.quote == nil || settings.quotedCellsMayBeMissing)
      && !settings.missing.contains { listed.contains($0) }
  }

  /// Adds rows until one is not plain; returns where that one starts, and how many were added.
  func add(
    _ text: Span<UInt8>, from start: Int, to builder: inout TableBuilder
  ) -> (next: Int, rows: Int) {
    // Every line up to here is whole, and a search for its end meets a line feed.
    var end = text.count
    while end > start, text[end - 1] != .lineFeed { end -= 1 }
    let lines = text.extracting(0..<end)
    var (position, rows) = (start, 0)
    var store = builder.cells
    builder.cells = CellStore(columnCount: 0)
    defer { builder.cells = store }
    while position < end {
      let room = store.rowsPerChunk - store.rowCount & (store.rowsPerChunk - 1)
      let added = store.addRows { cells, first in
        var added = 0
        while added < room, position < end, startsRow(lines[position]),
          let next = row(lines, at: position, builder, &cells, first + added)
        {
          position = next
          added += 1
        }
        return added
      }
      rows += added
      if added < room { break }
    }
    return (position, rows)
  }

  private func startsRow(_ byte: UInt8) -> Bool {
    byte != .blank && byte != .tab && byte != comment
  }

  /// Reads one row and returns where the next one starts; nil when the row is not plain.
  @inline(__always)
  private func row(
    _ lines: Span<UInt8>, at start: Int, _ builder: borrowing TableBuilder,
    _ cells: inout MutableSpan<UInt32>, _ row: Int
  ) -> Int? {
    let columns = builder.columns.span
    var position = start
    for index in 0..<columns.count {
      if index > 0 {
        guard lines[position] == separator else { return nil }
        position += 1
      }
      let column = columns[index]
      if column.isPlainNumber, let number = number(lines, &position) {
        cells[column.firstCell + row] = number.bitPattern
        continue
      }
      guard let cell = cell(lines, &position, column, builder) else { return nil }
      if column.kind != .ignored { cells[column.firstCell + row] = cell }
    }
    if lines[position] == .carriageReturn { position += 1 }
    return lines[position] == .lineFeed ? position + 1 : nil
  }

  /// Reads a short decimal number that ends with its field; otherwise the position stays.
  ///
  /// Up to seven digits before and after the mark; ``DecimalParser`` reads the others.
  @inline(__always)
  private func number(_ lines: Span<UInt8>, _ position: inout Int) -> Float? {
    var place = position
    // A sign, seven digits, the mark, eight bytes and the end of the field.
    guard place &+ 18 <= lines.count else { return nil }
    let isNegative = lines[place] == UInt8(ascii: "-")
    if isNegative { place &+= 1 }
    let whole = EightBytes(lines, at: place).digits
    guard whole.count < 8 else { return nil }
    place &+= whole.count
    var magnitude = Double(Int64(truncatingIfNeeded: whole.value))
    var count = whole.count
    if lines[place] == mark {
      place &+= 1
      let decimals = EightBytes(lines, at: place).digits
      guard decimals.count < 8 else { return nil }
      place &+= decimals.count
      count &+= decimals.count
      // At most 14 digits in all, so the significand is exact.
      magnitude = DecimalParser.quotient(
        magnitude, Double(Int64(truncatingIfNeeded: decimals.value)), decimals: decimals.count)
    }
    guard count > 0, isFieldEnd(lines[place]) else { return nil }
    position = place
    return Float(isNegative ? -magnitude : magnitude)
  }

  @inline(__always)
  func isFieldEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == .lineFeed || byte == .carriageReturn
  }
}
