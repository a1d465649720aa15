import DataStore

/// The rows of the generated table as text, and as the columns that the text has to decode to.
enum BuiltInCSV {
  private static let missing = "?"
  private static let readings = ClusterModel.readingSixteenths[0].indices
  private static let categoryNames = ["region", "line", "grade"]

  /// The column that only numbers the rows, the numbers, the words, the class.
  private static let columns: [(name: String, kind: ColumnSchema.Kind)] =
    [("row", .ignored)] + readings.map { ("reading\($0 + 1)", .numeric) }
    + [("noise1", .numeric), ("noise2", .numeric)] + categoryNames.map { ($0, .categorical) }
    + [("class", .class)]

  /// The decoder's settings for this text.
  static var settings: YAMLValue {
    [
      "format": "csv", "separator": ",", "quote": "\"", "header": "yes",
      "missing": [YAMLValue(stringLiteral: missing)],
      "columns": YAMLValue(
        .list(
          columns.map { column in
            [
              "name": YAMLValue(stringLiteral: column.name),
              "kind": YAMLValue(stringLiteral: column.kind.rawValue),
            ]
          })),
    ]
  }

  /// Writes a header and a line for each row.
  static func text(_ rows: [ClusterModel.Row]) -> [UInt8] {
    var text = columns.map(\.name).joined(separator: ",") + "\n"
    for (number, row) in rows.enumerated() {
      var fields = ["\(number + 1)"]
      for (reading, decimal) in zip(row.readings, row.decimals) {
        fields.append(reading.map { "\($0).\(decimal)" } ?? missing)
      }
      fields += row.distractors.map { "\($0)" }
      for (column, level) in row.categories.enumerated() {
        fields.append(level.map { quoted(ClusterModel.levels[column][$0]) } ?? missing)
      }
      fields.append(ClusterModel.classes[row.label])
      text += fields.joined(separator: ",") + "\n"
    }
    return Array(text.utf8)
  }

  /// Returns the columns without going through text; the model lists levels in byte order.
  static func part(_ rows: [ClusterModel.Row]) -> DecodedTable.Part {
    let numbers = readings.map { column in
      TableColumn.numeric(
        name: "reading\(column + 1)",
        values: rows.map { row in
          row.readings[column].map { Float(Double($0 * 10 + row.decimals[column]) / 10) } ?? .nan
        })
    }
    let distractors = (0..<2).map { column in
      TableColumn.numeric(
        name: "noise\(column + 1)", values: rows.map { Float($0.distractors[column]) })
    }
    let words = categoryNames.enumerated().map { column, name in
      TableColumn.categorical(
        name: name, levels: ClusterModel.levels[column],
        codes: rows.map { $0.categories[column].map { Int32($0) } ?? -1 })
    }
    return DecodedTable.Part(
      columns: numbers + distractors + words, labels: rows.map { Int32($0.label) })
  }

  private static func quoted(_ text: String) -> String {
    text.contains(",") || text.contains("\"")
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
