import Archives
import DataStore
import Foundation

/// What the cells of a table's columns look like.
struct TableTally {
  /// Cells that tables use for "not known": those that pandas takes for it, and a few more.
  static let missingWords: Set<String> = [
    "", "?", "-", "na", "NAN", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "nan", "NaN", "-nan",
    "-NaN", "null", "NULL", "None",
  ]

  private let dialect: CSVDialect
  private let encoding: TableEncoding
  private(set) var columns: [ColumnTally] = []
  private var fileCount = 0

  init(_ dialect: CSVDialect, _ encoding: TableEncoding = .utf8) {
    self.dialect = dialect
    self.encoding = encoding
  }

  /// Whether numbers have their decimals after a comma.
  var hasDecimalComma: Bool {
    dialect.separator != UInt8(ascii: ",") && columns.contains(where: \.needsDecimalComma)
      && !columns.contains { $0.hasPoint && $0.isNumeric(hasDecimalComma: false) }
  }

  /// Looks at every cell of a file.
  mutating func add(_ file: URL) throws {
    let source = try UnpackedFile(
      file, packing: Packing(fileName: file.lastPathComponent), limit: 1 << 32)
    for index in columns.indices { columns[index].beginFile() }
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
    if dialect.hasHeader, try reader.next(), columns.isEmpty {
      try name(reader.fields.indices.map { text($0, reader) }, path: reader.path)
    }
    while try reader.next() {
      if columns.isEmpty {
        try name(reader.fields.map { _ in "" }, path: reader.path)
      }
      guard reader.fields.count == columns.count else {
        throw TabularDataError.wrongFieldCount(
          path: reader.path, line: reader.line, found: reader.fields.count,
          expected: columns.count)
      }
      for index in columns.indices {
        let word = text(index, reader)
        if Self.missingWords.contains(word) {
          columns[index].addMissing(word, isQuoted: reader.fields[index].isQuoted)
        } else {
          columns[index].add(word, isFirstFile: fileCount == 0)
        }
      }
    }
  }

  private func text(
    _ field: Int, _ reader: borrowing CSVReader<some ByteSource & ~Copyable>
  ) -> String {
    reader.string(field) ?? reader.shown(field)
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
    let words = columns[index].missing.subtracting(missing(classIndex: index))
    // Several such words have been counted as one.
    guard words.count == 1, columns[index].missing.count == 1 else { return }
    for word in words where !word.isEmpty { columns[index].takeAsWord(word) }
  }

  private mutating func name(_ names: [String], path: String) throws(DraftError) {
    for (index, name) in names.enumerated() {
      let name = name.isEmpty ? "column-\(index + 1)" : name
      if columns.contains(where: { $0.name == name }) {
        throw .repeatedColumn(path: path, name: name)
      }
      columns.append(ColumnTally(name: name))
    }
  }
}
