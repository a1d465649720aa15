import Archives
import DataStore

/// Collects the rows of one part or several into columns.
struct TableBuilder {
  private let settings: TableSettings
  private let kinds: [ColumnSchema.Kind]
  /// For each column, its place among those of its kind; ordered ones count as categorical.
  private let slots: [Int]
  private let classNames: [String]
  private var classSpellings: LevelTable
  /// The class of each spelling's code.
  private let spellingLabels: [Int32]
  /// Whether a cell that is a number can stand for "not known", such as -999.
  private let numbersMayBeMissing: Bool
  private var numbers: [[Float]]
  private var codes: [[Int32]]
  private var levels: [LevelTable]
  private(set) var labels: [Int32] = []

  init(_ settings: TableSettings, classes: [ClassName]) {
    self.settings = settings
    let columns = settings.columns
    let kinds = columns.map(\.kind)
    self.kinds = kinds
    func group(_ kind: ColumnSchema.Kind) -> ColumnSchema.Kind {
      kind == .ordered ? .categorical : kind
    }
    var seen: [ColumnSchema.Kind: Int] = [:]
    slots = kinds.map { kind in
      defer { seen[group(kind), default: 0] += 1 }
      return seen[group(kind), default: 0]
    }
    numbers = Array(repeating: [], count: seen[.numeric, default: 0])
    codes = Array(repeating: [], count: seen[.categorical, default: 0])
    levels = columns.filter { group($0.kind) == .categorical }.map { LevelTable($0.levels) }
    classNames = classes.map(\.name)
    classSpellings = LevelTable(classes.flatMap { [$0.name] + $0.spellings })
    spellingLabels = classes.enumerated().flatMap { label, name in
      [Int32](repeating: Int32(label), count: 1 + name.spellings.count)
    }
    numbersMayBeMissing = settings.missing.contains { token in
      DecimalParser.value(token.span, 0..<token.count, mark: settings.dialect.decimalMark) != nil
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
    let before = labels.count
    if settings.dialect.hasHeader, try reader.next() { try checkHeader(reader) }
    while try reader.next() {
      try checkCount(reader)
      if let field = addCells(reader.text.span, reader.fields.span) {
        throw error(field, reader)
      }
    }
    if labels.count == before { throw TabularDataError.noRows(path: reader.path) }
  }

  /// The feature columns.
  ///
  /// Levels without an order are sorted by bytes, so that codes do not depend on row order.
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
      case .ordered:
        return .ordered(name: name, levels: settings.columns[column].levels, codes: codes[slot])
      case .class, .ignored: return nil
      }
    }
  }

  private func checkCount(_ reader: borrowing CSVReader<some ByteSource & ~Copyable>) throws {
    guard reader.fields.count == kinds.count else {
      throw TabularDataError.wrongFieldCount(
        path: reader.path, line: reader.line, found: reader.fields.count, expected: kinds.count)
    }
  }

  private func checkHeader(_ reader: borrowing CSVReader<some ByteSource & ~Copyable>) throws {
    try checkCount(reader)
    for (field, column) in settings.columns.enumerated()
    where reader.string(field) != column.name {
      throw TabularDataError.wrongHeader(
        path: reader.path, line: reader.line, field: field + 1, found: reader.shown(field),
        expected: column.name)
    }
  }

  /// Adds the cells of one row; returns the first field that cannot be read, nil when all can.
  private mutating func addCells(_ text: Span<UInt8>, _ fields: Span<CSVField>) -> Int? {
    for index in kinds.indices {
      let field = fields[index]
      let slot = slots[index]
      switch kinds[index] {
      case .ignored: break
      case .numeric:
        guard let value = number(text, field) else { return index }
        numbers[slot].append(value)
      case .categorical, .ordered:
        guard let code = code(text, field, slot, isOrdered: kinds[index] == .ordered) else {
          return index
        }
        codes[slot].append(code)
      case .class:
        guard let spelling = classSpellings.code(of: text, field.range) else { return index }
        labels.append(spellingLabels[Int(spelling)])
      }
    }
    return nil
  }

  private func isMissing(_ text: Span<UInt8>, _ field: CSVField) -> Bool {
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
  @inline(__always)
  private func number(_ text: Span<UInt8>, _ field: CSVField) -> Float? {
    if numbersMayBeMissing, isMissing(text, field) { return .nan }
    if let value = DecimalParser.value(text, field.range, mark: settings.dialect.decimalMark) {
      let single = Float(value)
      return single.isFinite ? single : nil
    }
    return isMissing(text, field) ? .nan : nil
  }

  /// The code of a word, −1 when it is missing; nil when it cannot be one of the column's words.
  private mutating func code(
    _ text: Span<UInt8>, _ field: CSVField, _ slot: Int, isOrdered: Bool
  ) -> Int32? {
    if isMissing(text, field) { return -1 }
    if let code = levels[slot].code(of: text, field.range) { return code }
    guard !isOrdered, isText(text, field.range) else { return nil }
    return levels[slot].add(text, field.range)
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
