import DataStore

/// One column of a table and what it is for.
struct ColumnSchema: Hashable, Sendable {
  /// What the cells of a column mean.
  enum Kind: String, CaseIterable, Sendable {
    /// A finite number.
    case numeric
    /// One of several words without an order.
    case categorical
    /// One of the words listed as levels, from lowest to highest.
    case ordered
    /// The class to predict.
    case `class`
    /// Nothing that may be learned from.
    case ignored
  }

  var name: String
  var kind: Kind
  /// The words of an ordered column, from lowest to highest.
  var levels: [String] = []
}

extension ColumnSchema {
  /// Reads one item of `columns`: a column, or several alike where `count` says so.
  ///
  /// With a count of 3 the name `x` stands for `x1`, `x2` and `x3`.
  static func list(
    _ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]
  ) -> [ColumnSchema]? {
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let name = fields.text("name", &mistakes)
    let kind = fields.choice("kind", Kind.self, &mistakes)
    let isCounted = fields.value("count") != nil
    let count = fields.integer("count", in: 2...100_000, default: 2, &mistakes)
    let levels = Self.levels(&fields, kind, &mistakes)
    fields.finish(&mistakes)
    guard let name, let kind, let count, let levels else { return nil }
    guard isCounted else { return [ColumnSchema(name: name, kind: kind, levels: levels)] }
    return (1...count).map { ColumnSchema(name: "\(name)\($0)", kind: kind, levels: levels) }
  }

  /// Reads the words of an ordered column; no other kind has them.
  private static func levels(
    _ fields: inout YAMLFields, _ kind: Kind?, _ mistakes: inout [YAMLMistake]
  ) -> [String]? {
    guard kind == .ordered else { return [] }
    guard let levels = fields.texts("levels", &mistakes), let value = fields.value("levels") else {
      return nil
    }
    guard levels.count >= 2, Set(levels).count == levels.count else {
      mistakes.append(
        YAMLMistake(
          line: value.line,
          text: "\(fields.path("levels")) has \(levels.count) words, "
            + "\(Set(levels).count) of them different; expected at least 2, each listed once"))
      return nil
    }
    return levels
  }
}
