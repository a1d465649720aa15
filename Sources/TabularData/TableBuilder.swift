import Archives
import DataStore

/// Collects the rows of one part or several into columns.
struct TableBuilder {
  private let settings: TableSettings
  private let classCodes: [[UInt8]: Int32]
  private let classNames: [String]
  private var columns: [Column]
  private(set) var labels: [Int32] = []

  /// The cells of a column so far; codes of levels are in order of appearance.
  private enum Column {
    case numeric([Float])
    case categorical(codes: [Int32], levels: [[UInt8]: Int32])
    case other
  }

  init(_ settings: TableSettings, classes: [ClassName]) {
    self.settings = settings
    var codes: [[UInt8]: Int32] = [:]
    for (code, name) in classes.enumerated() {
      for spelling in [name.name] + name.spellings { codes[Array(spelling.utf8)] = Int32(code) }
    }
    classCodes = codes
    classNames = classes.map(\.name)
    columns = settings.columns.map { column in
      switch column.kind {
      case .numeric: .numeric([])
      case .categorical: .categorical(codes: [], levels: [:])
      case .class, .ignored: .other
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
    if settings.dialect.hasHeader, try reader.next(into: &row) {
      try checkHeader(row, path: reader.path)
    }
    while try reader.next(into: &row) {
      guard row.count == columns.count else {
        throw TabularDataError.wrongFieldCount(
          path: reader.path, line: row.line, found: row.count, expected: columns.count)
      }
      for field in columns.indices { try add(row, field, path: reader.path) }
    }
    if labels.count == before { throw TabularDataError.noRows(path: reader.path) }
  }

  /// The feature columns, their levels sorted by bytes so that codes do not depend on row order.
  func finishedColumns() throws -> [TableColumn] {
    zip(settings.columns, columns).compactMap { schema, column in
      switch column {
      case .numeric(let values): .numeric(name: schema.name, values: values)
      case .categorical(let codes, let levels): Self.sorted(schema.name, codes, levels)
      case .other: nil
      }
    }
  }

  private static func sorted(
    _ name: String, _ codes: [Int32], _ levels: [[UInt8]: Int32]
  ) -> TableColumn {
    let order = levels.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var renamed = [Int32](repeating: 0, count: order.count)
    for (code, level) in order.enumerated() { renamed[Int(level.value)] = Int32(code) }
    return .categorical(
      name: name, levels: order.map { String(decoding: $0.key, as: UTF8.self) },
      codes: codes.map { $0 < 0 ? -1 : renamed[Int($0)] })
  }

  private func checkHeader(_ row: CSVRow, path: String) throws {
    guard row.count == columns.count else {
      throw TabularDataError.wrongFieldCount(
        path: path, line: row.line, found: row.count, expected: columns.count)
    }
    for (field, column) in settings.columns.enumerated() where row.text(field) != column.name {
      throw TabularDataError.wrongHeader(
        path: path, line: row.line, field: field + 1,
        found: String(decoding: row[field], as: UTF8.self), expected: column.name)
    }
  }

  private mutating func add(_ row: CSVRow, _ field: Int, path: String) throws {
    let cell = row[field]
    let schema = settings.columns[field]
    if schema.kind == .ignored { return }
    if schema.kind == .class {
      labels.append(try label(row, field, path: path))
      return
    }
    let isMissing =
      !row.isQuoted(field) && settings.missing.contains { $0.elementsEqual(cell) }
    switch columns[field] {
    case .numeric(var values):
      columns[field] = .other  // Leaves one owner, so that the append does not copy.
      values.append(isMissing ? .nan : try number(cell, schema, line: row.line, path: path))
      columns[field] = .numeric(values)
    case .categorical(var codes, var levels):
      columns[field] = .other
      codes.append(
        isMissing ? -1 : try Self.code(of: row, field, schema, &levels, path: path))
      columns[field] = .categorical(codes: codes, levels: levels)
    case .other: break
    }
  }

  private func number(
    _ cell: ArraySlice<UInt8>, _ schema: ColumnSchema, line: Int, path: String
  ) throws -> Float {
    if let value = DecimalParser.value(cell) {
      let single = Float(value)
      if single.isFinite { return single }
    }
    throw TabularDataError.notNumeric(
      path: path, line: line, column: schema.name, found: String(decoding: cell, as: UTF8.self))
  }

  private static func code(
    of row: CSVRow, _ field: Int, _ schema: ColumnSchema, _ levels: inout [[UInt8]: Int32],
    path: String
  ) throws -> Int32 {
    let level = Array(row[field])
    if let code = levels[level] { return code }
    guard row.text(field) != nil else {
      throw TabularDataError.notText(path: path, line: row.line, column: schema.name)
    }
    let code = Int32(levels.count)
    levels[level] = code
    return code
  }

  private func label(_ row: CSVRow, _ field: Int, path: String) throws -> Int32 {
    if let label = classCodes[Array(row[field])] { return label }
    throw TabularDataError.unknownClass(
      path: path, line: row.line, found: String(decoding: row[field], as: UTF8.self),
      known: classNames)
  }
}
