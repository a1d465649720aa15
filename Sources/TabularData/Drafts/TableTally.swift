import Archives
import DataStore
import Foundation

/// What the cells of a table's columns look like.
struct TableTally {
  /// Cells that tables use for "not known".
  static let missingWords: Set<String> = [
    "", "?", "NA", "N/A", "nan", "NaN", "NAN", "null", "NULL", "na", "-",
  ]

  private let dialect: CSVDialect
  private let encoding: TableEncoding
  private(set) var columns: [Column] = []
  private var fileCount = 0

  init(_ dialect: CSVDialect, _ encoding: TableEncoding = .utf8) {
    self.dialect = dialect
    self.encoding = encoding
  }

  /// One column.
  struct Column {
    var name: String
    /// How often each word appears; words beyond a thousand are not told apart.
    var words: [String: Int] = [:]
    var cellCount = 0
    var numberCount = 0
    var missingCount = 0
    /// The words for "not known" that were seen.
    var missing: Set<String> = []
    /// Words of a second file that are a word of the first with a dot, as in Adult's test part.
    var dotted: Set<String> = []

    static let wordLimit = 1001

    /// Numbers, words, or something with too many words to learn from, such as a name.
    var kind: ColumnSchema.Kind {
      if numberCount > 0, numberCount + missingCount == cellCount { return .numeric }
      return words.count <= max(50, cellCount / 20) && words.count < Self.wordLimit
        ? .categorical : .ignored
    }

    /// The classes, numbers by size and words by spelling.
    var classNames: [ClassName] {
      let names = words.keys.sorted { left, right in
        if let a = Double(left), let b = Double(right), a != b { return a < b }
        return left < right
      }
      return names.map { ClassName($0, spellings: dotted.contains($0) ? ["\($0)."] : []) }
    }

    mutating func add(_ word: String, isFirstFile: Bool) {
      cellCount += 1
      if Double(word) != nil { numberCount += 1 }
      if !isFirstFile, word.hasSuffix("."), words[String(word.dropLast())] != nil {
        dotted.insert(String(word.dropLast()))
      } else if words[word] != nil || words.count < Self.wordLimit {
        words[word, default: 0] += 1
      }
    }
  }

  /// Looks at every cell of a file.
  mutating func add(_ file: URL) throws {
    let source = try UnpackedFile(
      file, packing: Packing(fileName: file.lastPathComponent), limit: 1 << 32)
    switch encoding {
    case .utf8:
      var reader = CSVReader(source, dialect: dialect)
      try add(&reader)
    case .latin1:
      var reader = CSVReader(Latin1Source(source), dialect: dialect)
      try add(&reader)
    }
    fileCount += 1
  }

  private mutating func add(_ reader: inout CSVReader<some ByteSource & ~Copyable>) throws {
    if dialect.hasHeader, try reader.next() {
      if columns.isEmpty { name(reader.fields.indices.map { reader.shown($0) }) }
    }
    while try reader.next() {
      if columns.isEmpty { name(reader.fields.indices.map { "column-\($0 + 1)" }) }
      guard reader.fields.count == columns.count else {
        throw TabularDataError.wrongFieldCount(
          path: reader.path, line: reader.line, found: reader.fields.count,
          expected: columns.count)
      }
      for index in columns.indices { add(reader.shown(index), to: index) }
    }
  }

  /// The words for "not known" among features.
  func missing(classIndex: Int) -> Set<String> {
    columns.indices.filter { $0 != classIndex }.reduce(into: []) { words, column in
      words.formUnion(columns[column].missing)
    }
  }

  /// Takes a column for the class: a word such as `-` that means "not known" in no other column is a
  /// class's name.
  mutating func takeClass(_ index: Int) {
    for word in columns[index].missing.subtracting(missing(classIndex: index)) where !word.isEmpty {
      columns[index].missing.remove(word)
      columns[index].words[word] = columns[index].missingCount
    }
  }

  private mutating func name(_ names: [String]) {
    columns = names.map { Column(name: $0) }
  }

  private mutating func add(_ word: String, to index: Int) {
    if Self.missingWords.contains(word) {
      columns[index].missing.insert(word)
      columns[index].missingCount += 1
      columns[index].cellCount += 1
    } else {
      columns[index].add(word, isFirstFile: fileCount == 0)
    }
  }
}
