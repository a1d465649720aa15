import Archives
import Foundation

/// How a table is probably written, from its first lines.
///
/// The lines are read with each dialect in question by the scanner that decodes tables later, so that
/// a line end in quotes is the same to both.
struct DialectGuess {
  /// The dialect; nil when the lines do not look like a table.
  let dialect: CSVDialect?

  /// Reads the first 256 KiB of a file.
  init(_ file: URL) throws {
    var source = try UnpackedFile(
      file, packing: Packing(fileName: file.lastPathComponent), limit: 1 << 32)
    let bytes = try source.read(upTo: Self.sampleBytes)
    self.init(bytes, isWhole: bytes.count < Self.sampleBytes)
  }

  /// Guesses from the first bytes of a file; the last row counts only where the file is whole.
  init(_ bytes: [UInt8], isWhole: Bool) {
    let bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    var start = CSVDialect()
    if let mark = bytes.first, "|#%".utf8.contains(mark) { start.commentPrefix = [mark] }
    guard let sample = Self.sample(bytes, isWhole, start) else {
      dialect = nil
      return
    }
    var result = sample.dialect
    result.skippedLines = sample.skippedLines
    result.hasHeader = Self.hasHeader(sample.rows)
    dialect = result
  }

  private static let sampleBytes = 1 << 18
  private static let sampleRows = 200
  /// The most lines before the first row, such as a title.
  private static let mostSkippedLines = 20

  /// Rows read with one dialect.
  private struct Sample {
    let dialect: CSVDialect
    /// The rows from the first that has as many fields as most.
    let rows: [[String]]
    /// The lines before that row.
    let skippedLines: Int
    let fieldCount: Int

    /// Nil unless nearly all rows have the same number of fields, two or more.
    init?(_ found: [(cells: [String], line: Int)], _ dialect: CSVDialect) {
      var tally: [Int: Int] = [:]
      for row in found { tally[row.cells.count, default: 0] += 1 }
      guard let common = tally.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
        common.key > 1, let first = found.firstIndex(where: { $0.cells.count == common.key }),
        first == 0 || found[first].line <= DialectGuess.mostSkippedLines,
        common.value * 100 >= (found.count - first) * 95
      else { return nil }
      self.dialect = dialect
      rows = found[first...].map(\.cells)
      skippedLines = first == 0 ? 0 : found[first].line - 1
      fieldCount = common.key
    }

    /// Whether commas stand within fields, and only as decimal marks.
    var hasDecimalCommas: Bool {
      var isFound = false
      for cell in rows.joined() where cell.contains(",") {
        guard NumberLook(cell).isDecimalComma else { return false }
        isFound = true
      }
      return isFound
    }
  }

  /// The rows read with the separator that cuts nearly all of them into the most fields.
  ///
  /// A separator that leaves commas only within numbers comes first, and colons and blanks, which
  /// times and names hold, come last.
  private static func sample(
    _ bytes: [UInt8], _ isWhole: Bool, _ start: CSVDialect
  ) -> Sample? {
    let likely = ",;\t|".utf8.compactMap { sample(bytes, isWhole, start, separator: $0) }
    if let decimal = likely.first(where: \.hasDecimalCommas) { return decimal }
    let samples =
      likely.isEmpty
      ? ": ".utf8.compactMap { sample(bytes, isWhole, start, separator: $0) } : likely
    return samples.reduce(nil as Sample?) { best, next in
      next.fieldCount > best?.fieldCount ?? 1 ? next : best
    }
  }

  /// The rows read with a separator, and with quotes if they make sense of it.
  private static func sample(
    _ bytes: [UInt8], _ isWhole: Bool, _ start: CSVDialect, separator: UInt8
  ) -> Sample? {
    var dialect = start
    dialect.separator = separator
    dialect.joinsBlanks = separator == .blank
    for quote in "\"'".utf8 where bytes.contains(quote) {
      dialect.quote = quote
      if let rows = rows(bytes, isWhole, dialect), rows.hasQuotes,
        let sample = Sample(rows.found, dialect)
      {
        return sample
      }
    }
    dialect.quote = nil
    return rows(bytes, isWhole, dialect).flatMap { Sample($0.found, dialect) }
  }

  /// Reads the first rows; nil where quotes do not fit the dialect.
  private static func rows(
    _ bytes: [UInt8], _ isWhole: Bool, _ dialect: CSVDialect
  ) -> (found: [(cells: [String], line: Int)], hasQuotes: Bool)? {
    let scanner = CSVScanner(dialect)
    var found: [(cells: [String], line: Int)] = []
    var hasQuotes = false
    var fields: [CSVField] = []
    var (position, line) = (0, 1)
    while found.count < sampleRows {
      fields.removeAll(keepingCapacity: true)
      switch scanner.scan(bytes, from: position, isLast: isWhole, into: &fields) {
      case .row(let next, let lines):
        found.append(
          (fields.map { String(decoding: bytes[$0.range], as: UTF8.self) }, line))
        hasQuotes = hasQuotes || fields.contains(where: \.isQuoted)
        (position, line) = (next, line + lines)
      case .passedOver(let next): (position, line) = (next, line + 1)
      case .incomplete:
        // A quote that stands for itself takes everything after it.
        return bytes.count - position > sampleBytes / 4 ? nil : (found, hasQuotes)
      case .openQuote, .textAfterQuote: return nil
      }
    }
    return (found, hasQuotes)
  }

  /// Whether the first row holds names: no numbers, although a column below holds only numbers, or
  /// words that no row below repeats.
  private static func hasHeader(_ rows: [[String]]) -> Bool {
    guard let first = rows.first, rows.count > 1 else { return false }
    let isGap = { (name: String) in !name.isEmpty && TableTally.missingWords.contains(name) }
    if first.contains(where: { NumberLook($0).isAny || isGap($0) }) { return false }
    let below = rows.dropFirst().filter { $0.count == first.count }
    let areNumbersBelow = first.indices.contains { column in
      below.allSatisfy { NumberLook($0[column]).isAny }
    }
    if areNumbersBelow { return true }
    return Set(first).count == first.count
      && first.indices.allSatisfy { column in
        !below.contains { $0[column] == first[column] }
      }
  }
}
