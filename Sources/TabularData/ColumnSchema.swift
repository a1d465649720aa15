import Core
import DataStore

/// One column of a table and what it is for.
struct ColumnSchema: Hashable, Sendable {
  /// What the cells of a column mean.
  enum Kind: String, CaseIterable, Sendable {
    /// A finite number.
    case numeric
    /// One of several words without an order.
    case categorical
    /// The class to predict.
    case `class`
    /// Nothing that may be learned from.
    case ignored
  }

  let name: String
  let kind: Kind
}

/// Everything the `decoder` mapping of a table says.
struct TableSettings: Sendable {
  let dialect: CSVDialect
  let columns: [ColumnSchema]
  /// Cells that stand for "not known", as bytes.
  let missing: [[UInt8]]

  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let dialect = CSVDialect(&fields, &mistakes)
    let missing = fields.texts("missing", isOptional: true, &mistakes)
    let columns = Self.columns(&fields, &mistakes)
    guard let dialect, let missing, let columns else { return nil }
    self.dialect = dialect
    self.missing = missing.map { Array($0.utf8) }
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
    guard let items = fields.list("columns", &mistakes) else { return nil }
    var columns: [ColumnSchema] = []
    for (index, item) in items.enumerated() {
      guard
        let column = ColumnSchema(item, subject: "decoder.columns[\(index)]", &mistakes)
      else { continue }
      if columns.contains(where: { $0.name == column.name }) {
        mistakes.append(
          YAMLMistake(line: item.line, text: "column \"\(column.name)\" is listed twice"))
      }
      columns.append(column)
    }
    guard columns.count == items.count else { return nil }
    let classCount = columns.count { $0.kind == .class }
    let featureCount = columns.count { $0.kind == .numeric || $0.kind == .categorical }
    guard classCount == 1, featureCount > 0 else {
      mistakes.append(
        YAMLMistake(
          line: items.first?.line ?? fields.line,
          text: "decoder.columns has \(classCount) class and \(featureCount) feature columns; "
            + "expected 1 class and at least 1 feature"))
      return nil
    }
    return columns
  }
}

extension ColumnSchema {
  fileprivate init?(
    _ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]
  ) {
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let name = fields.text("name", &mistakes)
    let kind = fields.choice("kind", Kind.self, &mistakes)
    fields.finish(&mistakes)
    guard let name, let kind else { return nil }
    self.init(name: name, kind: kind)
  }
}
