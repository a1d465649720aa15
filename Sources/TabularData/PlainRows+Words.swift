extension PlainRows {
  /// Where a word lies, and its key.
  private struct Word {
    var key: WordKey
    var range: Range<Int>
    var isQuoted: Bool
  }

  /// Reads a cell of any kind and goes to the byte that ends it; nil when it is not plain, or a word
  /// that was not seen before.
  @inline(__always)
  func cell(
    _ lines: Span<UInt8>, _ position: inout Int, _ column: TableBuilder.Column,
    _ builder: borrowing TableBuilder
  ) -> UInt32? {
    guard let word = word(lines, &position) else { return nil }
    if column.kind == .ignored { return 0 }
    let isWord = column.kind != .numeric
    if isWord, missingTokensAreNoWords || column.kind == .class {
      if let cell = code(word, lines, column, builder) { return cell }
      if column.kind == .class { return nil }
    }
    return rareCell(word.range, word.isQuoted, lines, column, builder)
  }

  /// A number in an unusual spelling, a missing token, or a word where those come first.
  @inline(never)
  private func rareCell(
    _ range: Range<Int>, _ isQuoted: Bool, _ lines: Span<UInt8>, _ column: TableBuilder.Column,
    _ builder: borrowing TableBuilder
  ) -> UInt32? {
    let field = CSVField(
      start: Int32(range.lowerBound), end: Int32(range.upperBound), isQuoted: isQuoted)
    if column.kind == .numeric { return builder.number(lines, field)?.bitPattern }
    if builder.isMissing(lines, field) { return UInt32(bitPattern: -1) }
    return builder.words.code(lines, range, column: column.table).map { UInt32(bitPattern: $0) }
  }

  @inline(__always)
  private func code(
    _ word: Word, _ lines: Span<UInt8>, _ column: TableBuilder.Column,
    _ builder: borrowing TableBuilder
  ) -> UInt32? {
    let code = LevelTables.code(
      word.key, lines, at: word.range.lowerBound, column: column.table,
      slots: builder.words.slots.span, bytes: builder.words.bytes.span,
      starts: builder.words.starts.span)
    if code < 0 { return nil }
    return UInt32(
      bitPattern: column.kind == .class ? builder.spellingLabels[Int(code)] : code)
  }

  /// Finds a word and goes to the byte that ends it; nil when it is not plain.
  @inline(__always)
  private func word(_ lines: Span<UInt8>, _ position: inout Int) -> Word? {
    var start = position
    while lines[start] == .blank, separator != .blank { start += 1 }
    var end = start
    if hasQuote, lines[start] == quote {
      start += 1
      end = start
      let key = WordKey(lines, from: &end, to: quote, .lineFeed, .lineFeed)
      guard lines[end] == quote, isFieldEnd(lines[end + 1]) else { return nil }
      position = end + 1
      return Word(key: key, range: start..<end, isQuoted: true)
    }
    let key = WordKey(lines, from: &end, to: separator, .lineFeed, .carriageReturn)
    position = end
    if end > start, isBlank(lines[end - 1]) || isBlank(lines[start]) { return nil }
    return Word(key: key, range: start..<end, isQuoted: false)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == .blank || byte == .tab }
}
