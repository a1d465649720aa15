import Archives

/// Reads rows of fields from a byte source without holding the file.
///
/// Blanks around a field are trimmed unless they are quoted, empty lines are passed over, and line
/// ends may be LF or CR LF.
///
/// - Source: RFC 4180, with the liberties that published tables take.
struct CSVReader<Source: ByteSource & ~Copyable>: ~Copyable {
  /// The file's path.
  var path: String { source.path }
  private var source: Source
  private let dialect: CSVDialect
  private var piece: [UInt8]
  private var available: Range<Int> = 0..<0
  private var lineNumber = 0
  private var line: [UInt8] = []

  init(_ source: consuming Source, dialect: CSVDialect, pieceBytes: Int = 1 << 18) {
    self.source = source
    self.dialect = dialect
    piece = [UInt8](repeating: 0, count: pieceBytes)
  }

  /// Reads the next row into `row` and returns whether there was one.
  mutating func next(into row: inout CSVRow) throws -> Bool {
    while try readLine() {
      if line.allSatisfy({ $0 == .blank || $0 == .tab }) { continue }
      if !dialect.commentPrefix.isEmpty, line.starts(with: dialect.commentPrefix) { continue }
      row.removeAll()
      row.line = lineNumber
      try split(into: &row)
      return true
    }
    return false
  }

  /// Gives the source back, to check what is known about its content as a whole.
  consuming func finish() -> Source { source }

  /// Fills `line` with the next line, without its end.
  private mutating func readLine() throws -> Bool {
    line.removeAll(keepingCapacity: true)
    var isFirst = true
    while true {
      if available.isEmpty {
        available = 0..<(try source.read(into: &piece))
        if available.isEmpty {
          if !isFirst { lineNumber += 1 }
          trimLineEnd()
          return !isFirst
        }
      }
      isFirst = false
      let end = piece[available].firstIndex(of: .lineFeed)
      line.append(contentsOf: piece[available.lowerBound..<(end ?? available.upperBound)])
      available = (end.map { $0 + 1 } ?? available.upperBound)..<available.upperBound
      if end != nil {
        lineNumber += 1
        trimLineEnd()
        return true
      }
    }
  }

  private mutating func trimLineEnd() {
    if line.last == .carriageReturn { line.removeLast() }
  }

  private mutating func split(into row: inout CSVRow) throws {
    var position = 0
    repeat {
      while position < line.count, isPadding(line[position]) { position += 1 }
      if let quote = dialect.quote, position < line.count, line[position] == quote {
        position = try quoted(from: position + 1, quote, into: &row)
      } else {
        position = plain(from: position, into: &row)
      }
    } while position <= line.count
  }

  /// Takes the field up to the separator and returns where the next one starts; past the end when
  /// there is none.
  private func plain(from start: Int, into row: inout CSVRow) -> Int {
    var end = start
    while end < line.count, line[end] != dialect.separator { end += 1 }
    var last = end
    while last > start, isPadding(line[last - 1]) { last -= 1 }
    row.append(line[start..<last], isQuoted: false)
    return end + 1
  }

  private mutating func quoted(
    from start: Int, _ quote: UInt8, into row: inout CSVRow
  ) throws -> Int {
    let opened = lineNumber
    var text: [UInt8] = []
    var position = start
    while true {
      if position == line.count {  // A line end within quotes belongs to the field.
        guard try readLine() else { throw TabularDataError.openQuote(path: path, line: opened) }
        text.append(.lineFeed)
        position = 0
      } else if line[position] != quote {
        text.append(line[position])
        position += 1
      } else if position + 1 < line.count, line[position + 1] == quote {
        text.append(quote)
        position += 2
      } else {
        break
      }
    }
    position += 1
    while position < line.count, isPadding(line[position]) { position += 1 }
    row.append(text[...], isQuoted: true)
    guard position == line.count || line[position] == dialect.separator else {
      throw TabularDataError.textAfterQuote(path: path, line: lineNumber, field: row.count)
    }
    return position + 1
  }

  private func isPadding(_ byte: UInt8) -> Bool {
    (byte == .blank || byte == .tab) && byte != dialect.separator
  }
}

/// The fields of one row, one after the other in memory.
struct CSVRow {
  /// The line the row starts on, from 1.
  var line = 0
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var quoted: [Bool] = []

  /// The number of fields.
  var count: Int { ends.count }

  /// The bytes of a field.
  subscript(field: Int) -> ArraySlice<UInt8> {
    bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]]
  }

  /// Whether a field was written in quotes, so that it is not a missing token.
  func isQuoted(_ field: Int) -> Bool { quoted[field] }

  /// The field as text; nil when it is not UTF-8.
  func text(_ field: Int) -> String? { String(validating: self[field], as: UTF8.self) }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    quoted.removeAll(keepingCapacity: true)
  }

  mutating func append(_ field: ArraySlice<UInt8>, isQuoted: Bool) {
    bytes.append(contentsOf: field)
    ends.append(bytes.count)
    quoted.append(isQuoted)
  }
}

extension UInt8 {
  static let blank = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
