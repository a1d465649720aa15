import DataStore

/// Rows with a class and columns of text, as they are probably written.
struct TextRowsGuess {
  private let separator: UInt8
  private let isQuoted: Bool
  private let header: [String]
  private let classColumn: Int
  private let textColumns: [Int]
  private let classes: Set<String>
  private let columnCount: Int

  /// What the cells of one column look like.
  private struct Column {
    var words: Set<String> = []
    var sentences = 0
    var bytes = 0
    var isOfNumbers = true
  }

  private static let tellingNames = ["class", "label", "target", "category", "sentiment", "y"]

  /// Tries each separator; nil when no column holds texts or none holds classes.
  init?(_ texts: [[UInt8]], classColumn hint: String?, isForced: Bool) {
    for separator in [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")] {
      let isQuoted = texts.contains { $0.contains(UInt8(ascii: "\"")) }
      for quoted in isQuoted ? [true, false] : [false] {
        guard let parts = Self.rows(texts, separator, isQuoted: quoted),
          let guess = TextRowsGuess(parts, separator, isQuoted: quoted, hint, isForced)
        else { continue }
        self = guess
        return
      }
    }
    return nil
  }

  private init?(
    _ parts: [[[String]]], _ separator: UInt8, isQuoted: Bool, _ hint: String?, _ isForced: Bool
  ) {
    self.separator = separator
    self.isQuoted = isQuoted
    let first = parts[0][0]
    columnCount = first.count
    let isHeader =
      parts.count > 1 ? parts.allSatisfy { $0[0] == first } : Self.isHeader(first, of: parts[0])
    header = isHeader ? first : []
    let rows = parts.flatMap { $0.dropFirst(isHeader ? 1 : 0) }
    let columns = Self.columns(rows, count: first.count)
    guard !rows.isEmpty,
      let label = Self.label(columns, header, rows.count, hint, isForced: isForced)
    else { return nil }
    let isText = columns.indices.filter { column in
      column != label && !columns[column].isOfNumbers
        && (isForced || columns[column].sentences * 2 > rows.count)
        && columns[column].bytes > 10 * rows.count
    }
    guard !isText.isEmpty else { return nil }
    classColumn = label
    textColumns = isText
    classes = columns[label].words
  }

  /// Whether the first row names the columns: a name says so, or there are only short words in it,
  /// none of which stands in a column below that holds numbers or a few words again and again.
  private static func isHeader(_ first: [String], of rows: [[String]]) -> Bool {
    if first.contains(where: { tellingNames.contains($0.lowercased()) }) { return true }
    let below = rows.dropFirst()
    guard !below.isEmpty, Set(first).count == first.count,
      first.allSatisfy({ Double($0) == nil && !isSentence($0.utf8) && $0.utf8.count <= 40 })
    else { return false }
    return first.indices.contains { column in
      let words = Set(below.map { $0[column] })
      return !words.contains(first[column])
        && (words.count * 5 <= below.count || words.allSatisfy { Double($0) != nil })
    }
  }

  func sample(_ encoding: TextEncoding) -> TextSample {
    var decoder: [YAMLValue.Entry] = [.word("format", TextCSVDecoder.format)]
    if separator != UInt8(ascii: ",") {
      decoder.append(
        .word(
          "separator",
          separator == UInt8(ascii: "\t") ? "tab" : String(UnicodeScalar(separator))))
    }
    if !isQuoted { decoder.append(.word("quote", "none")) }
    if !header.isEmpty { decoder.append(.words("header", header)) }
    let kinds = (0..<columnCount).map { column in
      column == classColumn ? "class" : textColumns.contains(column) ? "text" : "skip"
    }
    decoder.append(.words("columns", kinds))
    return TextSample(
      decoder, encoding, classes: TextSample.ordered(classes).map { ClassName($0) },
      remarks: remarks)
  }

  /// Which columns were taken for what.
  private var remarks: [String] {
    func name(_ column: Int) -> String {
      header.indices.contains(column) ? header[column].debugDescription : "\(column + 1)"
    }
    func list(_ columns: [Int]) -> String {
      "\(columns.count == 1 ? "column" : "columns") \(columns.map(name).joined(separator: ", "))"
    }
    let passed = (0..<columnCount).filter { $0 != classColumn && !textColumns.contains($0) }
    guard !passed.isEmpty else { return [] }
    return [
      "class: \(list([classColumn])); texts: \(list(textColumns)); passed over: \(list(passed)); "
        + "with --domain tables all columns become features of a table"
    ]
  }

  /// The rows of every file, if all have as many fields, two or more.
  private static func rows(
    _ texts: [[UInt8]], _ separator: UInt8, isQuoted: Bool
  ) -> [[[String]]]? {
    guard let count = texts.first.flatMap({ fieldCount($0, separator, isQuoted) }), count > 1
    else { return nil }
    let format = QuotedRows(
      separator: separator, quote: isQuoted ? UInt8(ascii: "\"") : nil, fieldCount: count)
    var parts: [[[String]]] = []
    for text in texts {
      var rows: [[String]] = []
      do {
        try format.forEach(in: text, path: "draft") { fields, _ in
          rows.append(fields.map { String(decoding: $0, as: UTF8.self) })
        }
      } catch {
        return nil
      }
      if rows.isEmpty { return nil }
      parts.append(rows)
    }
    return parts
  }

  /// The fields of the first line, separators in quotes apart.
  private static func fieldCount(_ text: [UInt8], _ separator: UInt8, _ isQuoted: Bool) -> Int? {
    var count = 1
    var isInside = false
    for byte in text {
      if isQuoted, byte == UInt8(ascii: "\"") { isInside.toggle() }
      if isInside { continue }
      if byte == separator { count += 1 }
      if byte == UInt8(ascii: "\n") { break }
    }
    return count
  }

  /// Whether a cell has three words or more; fields of tables often have a blank around them.
  static func isSentence(_ cell: some Sequence<UInt8>) -> Bool {
    var words = 0
    var isInWord = false
    for byte in cell {
      let isBlank = byte == UInt8(ascii: " ")
      if !isBlank, !isInWord { words += 1 }
      isInWord = !isBlank
    }
    return words > 2
  }

  private static func columns(_ rows: [[String]], count: Int) -> [Column] {
    var columns = [Column](repeating: Column(), count: count)
    for row in rows {
      for (index, cell) in row.enumerated() {
        if columns[index].words.count <= 1000 { columns[index].words.insert(cell) }
        columns[index].bytes += cell.utf8.count
        if Self.isSentence(cell.utf8) { columns[index].sentences += 1 }
        if Double(cell) == nil { columns[index].isOfNumbers = false }
      }
    }
    return columns
  }

  /// The class column: the one a person or the header names, or the one of the fewest words.
  private static func label(
    _ columns: [Column], _ header: [String], _ rowCount: Int, _ hint: String?, isForced: Bool
  ) -> Int? {
    let candidates = columns.indices.filter { column in
      let words = columns[column].words.count
      return (2...1000).contains(words) && (isForced || words * 5 <= rowCount)
        && columns[column].sentences * 2 <= rowCount
    }
    if let hint {
      let named = header.firstIndex(of: hint) ?? Int(hint).map { $0 - 1 }
      return named.flatMap { columns.indices.contains($0) ? $0 : nil }
    }
    let telling = candidates.first { column in
      header.indices.contains(column) && tellingNames.contains(header[column].lowercased())
    }
    return telling
      ?? candidates.min { columns[$0].words.count < columns[$1].words.count }
  }
}
