import Archives

/// Reads rows of fields from a byte source without holding the file.
///
/// Blanks around a field are trimmed unless they are quoted, empty lines are passed over, and line
/// ends may be LF or CR LF. The byte order mark that some programs write before UTF-8 is dropped.
///
/// - Source: RFC 4180, with the liberties that published tables take.
struct CSVReader<Source: ByteSource & ~Copyable>: ~Copyable {
  /// The most bytes a row may have, so that a quote that never closes cannot fill the memory.
  static var rowLimit: Int { 1 << 22 }

  /// The file's path.
  var path: String { source.path }
  /// The line the current row starts on, from 1.
  private(set) var line = 0
  /// The fields of the current row, as ranges of ``text``.
  private(set) var fields: [CSVField] = []
  /// The bytes read and not yet passed over.
  private(set) var text: [UInt8] = []
  private var source: Source
  private let scanner: CSVScanner
  private let skippedLines: Int
  private var piece: [UInt8]
  private var start = 0
  private var isAtEnd = false
  private var isStarted = false
  private var linesRead = 0

  init(_ source: consuming Source, dialect: CSVDialect, pieceBytes: Int = 1 << 17) {
    self.source = source
    scanner = CSVScanner(dialect)
    skippedLines = dialect.skippedLines
    piece = [UInt8](repeating: 0, count: pieceBytes)
  }

  /// Goes to the next row and returns whether there is one.
  mutating func next() throws -> Bool {
    while true {
      fields.removeAll(keepingCapacity: true)
      let outcome =
        linesRead < skippedLines
        ? scanner.passOverLine(text, from: start, isLast: isAtEnd)
        : scanner.scan(text, from: start, isLast: isAtEnd, into: &fields)
      switch outcome {
      case .row(let next, let lines):
        line = linesRead + 1
        linesRead += lines
        start = next
        for index in fields.indices where fields[index].hasEscapes { unescape(index) }
        return true
      case .passedOver(let next):
        linesRead += 1
        start = next
      case .incomplete:
        if isAtEnd { return false }
        try refill()
      case .openQuote(let lines):
        throw TabularDataError.openQuote(path: path, line: linesRead + lines)
      case .textAfterQuote(let lines, let field):
        throw TabularDataError.textAfterQuote(path: path, line: linesRead + lines, field: field)
      }
    }
  }

  /// Lends the bytes from the next line on to a reader of whole plain lines.
  ///
  /// - Parameter read: takes the bytes and where the line starts, and returns where the first line
  ///   starts that it did not read, and how many it read.
  mutating func passPlainRows(_ read: (Span<UInt8>, _ start: Int) -> (next: Int, rows: Int)) {
    guard linesRead >= skippedLines else { return }
    let (next, rows) = read(text.span, start)
    start = next
    linesRead += rows
  }

  /// The text of a field; nil when it is not UTF-8.
  func string(_ field: Int) -> String? {
    String(validating: text[fields[field].range], as: UTF8.self)
  }

  /// The text of a field for messages, with what is not UTF-8 replaced.
  func shown(_ field: Int) -> String {
    String(decoding: text[fields[field].range].prefix(80), as: UTF8.self)
  }

  /// Gives the source back, to check what is known about its content as a whole.
  consuming func finish() -> Source { source }

  private mutating func refill() throws {
    text.removeSubrange(..<start)
    start = 0
    guard text.count <= Self.rowLimit else {
      throw TabularDataError.longRow(path: path, line: linesRead + 1, limit: Self.rowLimit)
    }
    repeat {
      let count = try source.read(into: &piece)
      isAtEnd = count == 0
      text.append(contentsOf: piece[..<count])
    } while !isStarted && !isAtEnd && text.count < Self.byteOrderMark.count
    if !isStarted, text.starts(with: Self.byteOrderMark) { start = Self.byteOrderMark.count }
    isStarted = true
  }

  private static var byteOrderMark: [UInt8] { [0xef, 0xbb, 0xbf] }

  /// Replaces doubled quotes by one and CR LF by LF, in place.
  private mutating func unescape(_ index: Int) {
    let range = fields[index].range
    var target = range.lowerBound
    var position = range.lowerBound
    while position < range.upperBound {
      let byte = text[position]
      let next = position + 1 < range.upperBound ? text[position + 1] : 0
      let isDoubled = byte == scanner.quote && next == byte
      let isLineEnd = byte == .carriageReturn && next == .lineFeed
      text[target] = isLineEnd ? .lineFeed : byte
      target += 1
      position += isDoubled || isLineEnd ? 2 : 1
    }
    fields[index].end = Int32(target)
  }
}

/// Where a field lies in the bytes of its reader.
struct CSVField: Equatable {
  /// The first byte.
  var start: Int32
  /// The byte after the last one.
  var end: Int32
  /// Whether it was written in quotes.
  var isQuoted = false
  /// Whether it holds doubled quotes or CR LF that stand for one byte.
  var hasEscapes = false

  var range: Range<Int> { Int(start)..<Int(end) }
}
