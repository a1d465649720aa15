import Archives
import DataStore

/// Collects the rows of one part or several into columns.
struct TableBuilder {
  private let settings: TableSettings
  private let kinds: [ColumnSchema.Kind]
  /// For each column, its place among those of its kind.
  private let slots: [Int]
  private let classNames: [String]
  private var classSpellings = LevelTable()
  /// The class of each spelling's code.
  private var spellingLabels: [Int32] = []
  private var numbers: [[Float]]
  private var codes: [[Int32]]
  private var levels: [LevelTable]
  private(set) var labels: [Int32] = []

  init(_ settings: TableSettings, classes: [ClassName]) {
    self.settings = settings
    let kinds = settings.columns.map(\.kind)
    self.kinds = kinds
    slots = kinds.indices.map { column in kinds[..<column].count { $0 == kinds[column] } }
    numbers = Array(repeating: [], count: kinds.count { $0 == .numeric })
    codes = Array(repeating: [], count: kinds.count { $0 == .categorical })
    levels = Array(repeating: LevelTable(), count: codes.count)
    classNames = classes.map(\.name)
    for (label, name) in classes.enumerated() {
      for spelling in [name.name] + name.spellings {
        _ = classSpellings.add(Array(spelling.utf8)[...])
        spellingLabels.append(Int32(label))
      }
    }
  }

  /// Adds every row of a file and returns how many there were.
  mutating func add(_ file: VerifiedFile) throws -> Int {
    let before = labels.count
    var reader = CSVReader(try file.open(), dialect: settings.dialect)
    try add(&reader)
    try reader.finish().checkContent()
    return labels.count - before
  }

  /// Adds every row of a reader.
  mutating func add(_ reader: inout CSVReader<some ByteSource & ~Copyable>) throws {
    var row = CSVRow()
    let before = labels.count
    let path = reader.path
    if settings.dialect.hasHeader, try reader.next(into: &row) { try checkHeader(row, path) }
    while try reader.next(into: &row) {
      guard row.count == kinds.count else {
        throw TabularDataError.wrongFieldCount(
          path: path, line: row.line, found: row.count, expected: kinds.count)
      }
      for field in kinds.indices { try add(row, field, path) }
    }
    if labels.count == before { throw TabularDataError.noRows(path: path) }
  }

  /// The feature columns, their levels sorted by bytes so that codes do not depend on row order.
  func finishedColumns() -> [TableColumn] {
    kinds.indices.compactMap { column in
      let name = settings.columns[column].name
      let slot = slots[column]
      switch kinds[column] {
      case .numeric: return .numeric(name: name, values: numbers[slot])
      case .categorical:
        let (words, places) = levels[slot].sorted()
        return .categorical(
          name: name, levels: words, codes: codes[slot].map { $0 < 0 ? -1 : places[Int($0)] })
      case .class, .ignored: return nil
      }
    }
  }

  private func checkHeader(_ row: CSVRow, _ path: String) throws {
    guard row.count == kinds.count else {
      throw TabularDataError.wrongFieldCount(
        path: path, line: row.line, found: row.count, expected: kinds.count)
    }
    for (field, column) in settings.columns.enumerated() where row.text(field) != column.name {
      throw TabularDataError.wrongHeader(
        path: path, line: row.line, field: field + 1,
        found: String(decoding: row[field], as: UTF8.self), expected: column.name)
    }
  }

  private mutating func add(_ row: CSVRow, _ field: Int, _ path: String) throws {
    let slot = slots[field]
    switch kinds[field] {
    case .ignored: break
    case .class: labels.append(try label(row, field, path))
    case .numeric:
      numbers[slot].append(isMissing(row, field) ? .nan : try number(row, field, path))
    case .categorical:
      codes[slot].append(isMissing(row, field) ? -1 : try code(row, field, path))
    }
  }

  private func isMissing(_ row: CSVRow, _ field: Int) -> Bool {
    if row.isQuoted(field) { return false }
    let cell = row[field]
    for token in settings.missing where token.count == cell.count {
      if token.elementsEqual(cell) { return true }
    }
    return false
  }

  private func number(_ row: CSVRow, _ field: Int, _ path: String) throws -> Float {
    if let value = DecimalParser.value(row[field]) {
      let single = Float(value)
      if single.isFinite { return single }
    }
    throw TabularDataError.notNumeric(
      path: path, line: row.line, column: settings.columns[field].name,
      found: String(decoding: row[field], as: UTF8.self))
  }

  private mutating func code(_ row: CSVRow, _ field: Int, _ path: String) throws -> Int32 {
    if let code = levels[slots[field]].code(of: row[field]) { return code }
    guard row.text(field) != nil else {
      throw TabularDataError.notText(
        path: path, line: row.line, column: settings.columns[field].name)
    }
    return levels[slots[field]].add(row[field])
  }

  private func label(_ row: CSVRow, _ field: Int, _ path: String) throws -> Int32 {
    if let spelling = classSpellings.code(of: row[field]) {
      return spellingLabels[Int(spelling)]
    }
    throw TabularDataError.unknownClass(
      path: path, line: row.line, found: String(decoding: row[field], as: UTF8.self),
      known: classNames)
  }
}
