import Archives
import DataStore

/// Collects the rows of one part or several into columns.
struct TableBuilder {
  /// What the cells of one column become.
  struct Column {
    var kind: ColumnSchema.Kind
    /// The column of ``CellStore``; for an ignored one of no meaning.
    var slot: Int
    /// The column of ``LevelTables``, for words and classes.
    var table: Int
    /// Where the column begins in a chunk of ``CellStore``.
    var firstCell: Int
    /// Whether a number is just that, and never a token for "not known".
    var isPlainNumber: Bool
  }

  let settings: TableSettings
  let columns: [Column]
  /// Whether a cell that is a number can stand for "not known", such as -999.
  let numbersMayBeMissing: Bool
  var cells: CellStore
  /// The words of each column, the classes' spellings among them.
  var words: LevelTables
  /// The class of each spelling's code.
  let spellingLabels: [Int32]
  private let classNames: [String]

  /// The class of each row so far.
  var labels: [Int32] {
    guard let column = columns.first(where: { $0.kind == .class }) else { return [] }
    return cells.column(column.slot, rows: 0..<cells.rowCount, zero: 0) { Int32(bitPattern: $0) }
  }

  init(_ settings: TableSettings, classes: [ClassName]) {
    self.settings = settings
    let numbersMayBeMissing = settings.missing.contains { token in
      DecimalParser.value(token.span, 0..<token.count, mark: settings.dialect.decimalMark) != nil
    }
    self.numbersMayBeMissing = numbersMayBeMissing
    let cells = CellStore(columnCount: settings.columns.count { $0.kind != .ignored })
    var columns: [Column] = []
    var words: [[String]] = []
    var slot = 0
    for column in settings.columns {
      columns.append(
        Column(
          kind: column.kind, slot: slot, table: words.count, firstCell: cells.firstCell(slot),
          isPlainNumber: column.kind == .numeric && !numbersMayBeMissing))
      switch column.kind {
      case .class: words.append(classes.flatMap { [$0.name] + $0.spellings })
      case .categorical, .ordered: words.append(column.levels)
      case .numeric, .ignored: break
      }
      if column.kind != .ignored { slot += 1 }
    }
    self.columns = columns
    self.cells = cells
    self.words = LevelTables(words)
    classNames = classes.map(\.name)
    spellingLabels = classes.enumerated().flatMap { label, name in
      [Int32](repeating: Int32(label), count: 1 + name.spellings.count)
    }
  }

  /// Adds every row of a file and returns how many there were.
  mutating func add(_ file: VerifiedFile) throws -> Int {
    let before = cells.rowCount
    switch settings.encoding {
    case .utf8:
      var reader = CSVReader(try file.open(), dialect: settings.dialect)
      try add(&reader)
      try reader.finish().checkContent()
    case .latin1:
      var reader = CSVReader(Latin1Source(try file.open()), dialect: settings.dialect)
      try add(&reader)
      let source = reader.finish()
      try source.base.checkContent()
    }
    return cells.rowCount - before
  }

  /// Adds every row of a reader.
  mutating func add(_ reader: inout CSVReader<some ByteSource & ~Copyable>) throws {
    let before = cells.rowCount
    if settings.dialect.hasHeader, try reader.next() { try checkHeader(reader) }
    let plain = PlainRows(settings)
    while true {
      // Nearly all rows are plain; whatever is not is left to the reader, one row at a time.
      if let plain { reader.passPlainRows { plain.add($0, from: $1, to: &self) } }
      guard try reader.next() else { break }
      try checkCount(reader)
      if let field = addCells(reader.text.span, reader.fields.span) {
        throw error(field, reader)
      }
    }
    if cells.rowCount == before { throw TabularDataError.noRows(path: reader.path) }
  }

  /// The feature columns of all rows.
  func finishedColumns() -> [TableColumn] { part(rows: 0..<cells.rowCount).columns }

  /// The feature columns and labels of some rows.
  ///
  /// Levels without an order are sorted by bytes, so that codes do not depend on row order.
  func part(rows: some RandomAccessCollection<Int>) -> DecodedTable.Part {
    var features: [TableColumn] = []
    var labels: [Int32] = []
    for (schema, column) in zip(settings.columns, columns) {
      switch column.kind {
      case .ignored: break
      case .class: labels = cells.column(column.slot, rows: rows, zero: 0) { Int32(bitPattern: $0) }
      case .numeric:
        let values = cells.column(column.slot, rows: rows, zero: 0) { Float(bitPattern: $0) }
        features.append(.numeric(name: schema.name, values: values))
      case .categorical:
        let (levels, places) = words.sorted(column: column.table)
        let codes = cells.column(column.slot, rows: rows, zero: 0) { code -> Int32 in
          Int32(bitPattern: code) < 0 ? -1 : places[Int(code)]
        }
        features.append(.categorical(name: schema.name, levels: levels, codes: codes))
      case .ordered:
        let codes = cells.column(column.slot, rows: rows, zero: 0) { Int32(bitPattern: $0) }
        features.append(.ordered(name: schema.name, levels: schema.levels, codes: codes))
      }
    }
    return DecodedTable.Part(columns: features, labels: labels)
  }
}

extension TableBuilder {
  private func checkCount(_ reader: borrowing CSVReader<some ByteSource & ~Copyable>) throws {
    guard reader.fields.count == columns.count else {
      throw TabularDataError.wrongFieldCount(
        path: reader.path, line: reader.line, found: reader.fields.count, expected: columns.count)
    }
  }

  private func checkHeader(_ reader: borrowing CSVReader<some ByteSource & ~Copyable>) throws {
    try checkCount(reader)
    // Programs that write row numbers leave the name of their column empty.
    for (field, column) in settings.columns.enumerated()
    where reader.string(field) != column.name && !reader.fields[field].range.isEmpty {
      throw TabularDataError.wrongHeader(
        path: reader.path, line: reader.line, field: field + 1, found: reader.shown(field),
        expected: column.name)
    }
  }

  /// Adds the cells of one row; returns the first field that cannot be read, nil when all can.
  private mutating func addCells(_ text: Span<UInt8>, _ fields: Span<CSVField>) -> Int? {
    var row: [UInt32] = []
    for index in columns.indices where columns[index].kind != .ignored {
      guard let cell = cell(text, fields[index], columns[index]) else { return index }
      row.append(cell)
    }
    let firstCells = row.indices.map { cells.firstCell($0) }
    _ = cells.addRows { cells, first in
      for (firstCell, cell) in zip(firstCells, row) { cells[firstCell + first] = cell }
      return 1
    }
    return nil
  }

  /// The bits of a cell; nil when it cannot be read.
  private mutating func cell(
    _ text: Span<UInt8>, _ field: CSVField, _ column: Column
  ) -> UInt32? {
    switch column.kind {
    case .ignored: return 0
    case .numeric: return number(text, field)?.bitPattern
    case .class:
      let spelling = words.code(text, field.range, column: column.table)
      return spelling.map { UInt32(bitPattern: spellingLabels[Int($0)]) }
    case .categorical, .ordered:
      if isMissing(text, field) { return UInt32(bitPattern: -1) }
      if let code = words.code(text, field.range, column: column.table) {
        return UInt32(bitPattern: code)
      }
      guard column.kind == .categorical, isText(text, field.range) else { return nil }
      return UInt32(bitPattern: words.add(text, field.range, column: column.table))
    }
  }

  /// Whether a cell stands for "not known".
  func isMissing(_ text: Span<UInt8>, _ field: CSVField) -> Bool {
    if field.isQuoted, !settings.quotedCellsMayBeMissing { return false }
    let range = field.range
    for token in settings.missing where token.count == range.count {
      var isSame = true
      for offset in 0..<token.count where token[offset] != text[range.lowerBound + offset] {
        isSame = false
        break
      }
      if isSame { return true }
    }
    return false
  }

  /// The value of a numeric cell, NaN when it is missing; nil when it is no finite number.
  func number(_ text: Span<UInt8>, _ field: CSVField) -> Float? {
    if numbersMayBeMissing, isMissing(text, field) { return .nan }
    if let value = DecimalParser.value(text, field.range, mark: settings.dialect.decimalMark) {
      let single = Float(value)
      return single.isFinite ? single : nil
    }
    return isMissing(text, field) ? .nan : nil
  }

  private func isText(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    String(validating: range.map { text[$0] }, as: UTF8.self) != nil
  }

  private func error(
    _ field: Int, _ reader: borrowing CSVReader<some ByteSource & ~Copyable>
  ) -> TabularDataError {
    let (path, line, found) = (reader.path, reader.line, reader.shown(field))
    let column = settings.columns[field]
    switch column.kind {
    case .class:
      return .unknownClass(path: path, line: line, found: found, known: classNames)
    case .ordered:
      return .unknownLevel(
        path: path, line: line, column: column.name, found: found, known: column.levels)
    case .categorical, .ignored: return .notText(path: path, line: line, column: column.name)
    case .numeric:
      return .notNumeric(path: path, line: line, column: column.name, found: found)
    }
  }
}
