/// Rows of fields with a separator between them, perhaps in quotes (RFC 4180).
///
/// A field that starts with the quote ends at the next one that is not doubled, and may hold
/// separators and line ends. Nothing is trimmed. Empty lines between rows are passed over.
struct QuotedRows {
  /// The byte between fields.
  var separator = UInt8(ascii: ",")
  /// The byte around fields; nil when it stands for itself.
  var quote: UInt8?
  /// The fields in every row.
  var fieldCount: Int

  /// Calls a body with the fields of each row and the line on which it starts, from 1.
  func forEach(
    in text: [UInt8], path: String, _ body: ([ArraySlice<UInt8>], Int) throws -> Void
  ) throws {
    var position = 0
    var line = 1
    var fields: [ArraySlice<UInt8>] = []
    while position < text.count {
      let start = line
      fields.removeAll(keepingCapacity: true)
      var goesOn = true
      while goesOn {
        goesOn = try field(of: text, &position, &line, &fields, path: path)
      }
      if fields.count == 1, fields[0].isEmpty { continue }
      guard fields.count == fieldCount else {
        throw TextDataError.wrongFieldCount(
          path: path, line: start, found: fields.count, expected: fieldCount)
      }
      try body(fields, start)
    }
  }

  /// Reads one field and what ends it; false when that is the end of the row.
  private func field(
    of text: [UInt8], _ position: inout Int, _ line: inout Int,
    _ fields: inout [ArraySlice<UInt8>], path: String
  ) throws(TextDataError) -> Bool {
    if let quote, position < text.count, text[position] == quote {
      fields.append(try quoted(text, quote, &position, &line, path: path))
      let isEnd = position == text.count || text[position] == UInt8(ascii: "\n")
      let isCarriageReturn =
        position + 1 < text.count && text[position] == UInt8(ascii: "\r")
        && text[position + 1] == UInt8(ascii: "\n")
      guard isEnd || isCarriageReturn || text[position] == separator else {
        throw .textAfterQuote(path: path, line: line, field: fields.count)
      }
      if isCarriageReturn { position += 1 }
    } else {
      let start = position
      while position < text.count, text[position] != separator,
        text[position] != UInt8(ascii: "\n")
      { position += 1 }
      var field = text[start..<position]
      let endsRow = position == text.count || text[position] == UInt8(ascii: "\n")
      if endsRow, field.last == UInt8(ascii: "\r") { field = field.dropLast() }
      fields.append(field)
    }
    defer { position += 1 }
    guard position < text.count else { return false }
    if text[position] == separator { return true }
    line += 1
    return false
  }

  private func quoted(
    _ text: [UInt8], _ quote: UInt8, _ position: inout Int, _ line: inout Int, path: String
  ) throws(TextDataError) -> ArraySlice<UInt8> {
    let opening = line
    position += 1
    var start = position
    var pieces: [UInt8] = []
    while position < text.count {
      if text[position] == UInt8(ascii: "\n") { line += 1 }
      guard text[position] == quote else {
        position += 1
        continue
      }
      let isDoubled = position + 1 < text.count && text[position + 1] == quote
      if !isDoubled {
        let rest = text[start..<position]
        position += 1
        return pieces.isEmpty ? rest : (pieces + rest)[...]
      }
      pieces += text[start...position]
      position += 2
      start = position
    }
    throw .openQuote(path: path, line: opening)
  }
}
