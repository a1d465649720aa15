import Archives
import Foundation

/// How a table is probably written, from its first lines.
struct DialectGuess {
  /// The dialect; nil when the lines do not look like a table.
  let dialect: CSVDialect?

  /// Reads the first 256 KiB of a file.
  init(_ file: URL) throws {
    var source = try UnpackedFile(
      file, packing: Packing(fileName: file.lastPathComponent), limit: 1 << 32)
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    let count = try source.read(into: &piece)
    var lines = piece[..<count].split(separator: .lineFeed).map(Array.init)
    if count == piece.count { lines.removeLast() }  // It may have been cut.
    self.init(lines)
  }

  /// Guesses from lines without their ends.
  init(_ lines: [[UInt8]]) {
    var result = CSVDialect()
    var lines = lines.map { $0.last == .carriageReturn ? Array($0.dropLast()) : $0 }
    if let mark = lines.first?.first, [UInt8]("|#%".utf8).contains(mark) {
      result.commentPrefix = [mark]
      lines.removeAll { $0.first == mark }
    }
    lines = Array(lines.filter { !$0.allSatisfy { $0 == .blank } }.prefix(200))
    let quote = UInt8(ascii: "\"")
    if lines.contains(where: { $0.contains(quote) }) { result.quote = quote }
    guard let separator = Self.separator(of: lines, quote: result.quote) else {
      dialect = nil
      return
    }
    result.separator = separator
    result.joinsBlanks = separator == .blank
    result.hasHeader = Self.hasHeader(lines, result)
    dialect = result
  }

  /// The byte that cuts nearly all lines into the same number of fields, two or more.
  private static func separator(of lines: [[UInt8]], quote: UInt8?) -> UInt8? {
    let candidates = [UInt8](",;\t|: ".utf8)
    var best: (byte: UInt8, fields: Int)?
    for byte in candidates {
      var tally: [Int: Int] = [:]
      for line in lines { tally[fields(of: line, byte, quote).count, default: 0] += 1 }
      guard let common = tally.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
        common.key > 1, common.value * 100 >= lines.count * 95, common.key > best?.fields ?? 1
      else { continue }
      best = (byte, common.key)
    }
    return best?.byte
  }

  /// Whether the first line holds names: no numbers, although a column below holds only numbers, or
  /// words that no line below repeats.
  private static func hasHeader(_ lines: [[UInt8]], _ dialect: CSVDialect) -> Bool {
    let rows = lines.map { fields(of: $0, dialect.separator, dialect.quote) }
    guard let first = rows.first, rows.count > 1 else { return false }
    let isGap = { (name: String) in !name.isEmpty && TableTally.missingWords.contains(name) }
    if first.contains(where: { Double($0) != nil || isGap($0) }) || Set(first).count < first.count {
      return false
    }
    let below = rows.dropFirst().filter { $0.count == first.count }
    return first.indices.contains { column in
      below.allSatisfy { Double($0[column]) != nil }
    }
      || first.indices.allSatisfy { column in
        !below.contains { $0[column] == first[column] }
      }
  }

  private static func fields(of line: [UInt8], _ separator: UInt8, _ quote: UInt8?) -> [String] {
    var result: [[UInt8]] = [[]]
    var isQuoted = false
    for byte in line {
      if byte == quote {
        isQuoted.toggle()
      } else if byte == separator, !isQuoted {
        if separator != .blank || !result[result.count - 1].isEmpty { result.append([]) }
      } else {
        result[result.count - 1].append(byte)
      }
    }
    if separator == .blank, result.count > 1, result[result.count - 1].isEmpty {
      result.removeLast()
    }
    return result.map { bytes in
      String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    }
  }
}
