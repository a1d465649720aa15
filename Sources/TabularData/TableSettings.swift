import DataStore

/// Everything the `decoder` mapping of a table says.
struct TableSettings: Sendable {
  let dialect: CSVDialect
  /// How characters are written as bytes.
  let encoding: TableEncoding
  let columns: [ColumnSchema]
  /// Cells that stand for "not known", as bytes.
  let missing: [[UInt8]]
  /// Whether a cell in quotes can stand for "not known" too.
  let quotedCellsMayBeMissing: Bool
  /// How numbers are scaled unless a run says otherwise.
  let scaling: TableScaling
  /// How words without an order are encoded unless a run says otherwise.
  let categories: CategoryEncoding

  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let dialect = CSVDialect(&fields, &mistakes)
    let encoding = fields.choice("encoding", TableEncoding.self, default: .utf8, &mistakes)
    let missing = fields.texts("missing", isOptional: true, &mistakes)
    let quotedMissing = fields.flag("quotedMissing", default: false, &mistakes)
    let scaling = fields.choice("scaling", TableScaling.self, default: .standard, &mistakes)
    let categories = fields.choice(
      "categories", CategoryEncoding.self, default: .oneHot, &mistakes)
    let columns = Self.columns(&fields, &mistakes)
    guard let dialect, let encoding, let missing, let quotedMissing, let scaling, let categories,
      let columns
    else { return nil }
    self.dialect = dialect
    self.encoding = encoding
    self.missing = missing.map { Array($0.utf8) }
    quotedCellsMayBeMissing = quotedMissing
    self.scaling = scaling
    self.categories = categories
    self.columns = columns
  }

  /// Reads settings that were checked with their manifest.
  static func reading(_ choice: DecoderChoice) throws(ManifestError) -> TableSettings {
    var mistakes: [YAMLMistake] = []
    if var fields = YAMLFields(choice.settings, subject: "decoder", &mistakes),
      let settings = TableSettings(&fields, &mistakes)
    {
      return settings
    }
    throw ManifestError(path: "decoder \(choice.format)", mistakes: mistakes)
  }

  /// Reads the columns, of which exactly one is the class and at least one a feature.
  private static func columns(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> [ColumnSchema]? {
    let items = fields.list("columns", &mistakes)
    let classValue = fields.value("class")
    guard let items else { return nil }
    var columns: [ColumnSchema] = []
    var names: Set<String> = []
    var isComplete = true
    for (index, item) in items.enumerated() {
      guard
        let more = ColumnSchema.list(item, subject: "decoder.columns[\(index)]", &mistakes)
      else {
        isComplete = false
        continue
      }
      for column in more where !names.insert(column.name).inserted {
        mistakes.append(
          YAMLMistake(line: item.line, text: "column \"\(column.name)\" is listed twice"))
      }
      columns += more
    }
    guard isComplete else { return nil }
    if let classValue, !markClass(classValue, &columns, fields, &mistakes) { return nil }
    let line = items.first?.line ?? fields.line
    return hasClassAndFeatures(columns, line: line, &mistakes) ? columns : nil
  }

  /// Gives the column that `class` names, or counts from 1, its kind.
  private static func markClass(
    _ value: YAMLValue, _ columns: inout [ColumnSchema], _ fields: YAMLFields,
    _ mistakes: inout [YAMLMistake]
  ) -> Bool {
    if case .scalar(let text) = value.content {
      let position = columns.firstIndex { $0.name == text } ?? Int(text).map { $0 - 1 }
      if let position, columns.indices.contains(position) {
        columns[position].kind = .class
        return true
      }
    }
    fields.note(
      "class", value, expected: "a column's name, or its number from 1 to \(columns.count)",
      &mistakes)
    return false
  }

  private static func hasClassAndFeatures(
    _ columns: [ColumnSchema], line: Int, _ mistakes: inout [YAMLMistake]
  ) -> Bool {
    let classCount = columns.count { $0.kind == .class }
    let featureCount = columns.count { $0.kind != .class && $0.kind != .ignored }
    if classCount == 1, featureCount > 0 { return true }
    mistakes.append(
      YAMLMistake(
        line: line,
        text: "decoder.columns has \(classCount) class and \(featureCount) feature columns; "
          + "expected 1 class and at least 1 feature"))
    return false
  }
}
