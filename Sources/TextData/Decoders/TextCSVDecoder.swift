import DataStore

/// Rows of a class and one or more columns of text, which are joined with a space.
///
/// Keys: `separator` (`,`), `quote` (`"`, or none), `header` (the names that the first row has to
/// hold; absent when there is none) and `columns`, a list of class, text and skip.
struct TextCSVDecoder: TextFormat {
  static let format = "text-csv"

  private enum Column: String, CaseIterable { case `class`, text, skip }

  private let rows: QuotedRows
  private let header: [String]
  private let classColumn: Int
  private let textColumns: [Int]

  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let separator = fields.separator("separator", default: ",", &mistakes)
    let quoteName = fields.text("quote", default: "\"", &mistakes)
    let quote = quoteName == "none" ? nil : fields.separator("quote", default: "\"", &mistakes)
    let header = fields.texts("header", isOptional: true, &mistakes)
    guard let names = fields.texts("columns", &mistakes), let list = fields.value("columns") else {
      return nil
    }
    let columns = names.compactMap(Column.init)
    let classes = columns.indices.filter { columns[$0] == .class }
    let texts = columns.indices.filter { columns[$0] == .text }
    guard columns.count == names.count, classes.count == 1, !texts.isEmpty else {
      fields.note(
        "columns", list, expected: "one class, at least one text, and skip for the rest",
        &mistakes)
      return nil
    }
    guard let separator, let header, quote != nil || quoteName == "none" else { return nil }
    if !header.isEmpty, header.count != columns.count, let value = fields.value("header") {
      fields.note("header", value, expected: "a name for each of the columns", &mistakes)
      return nil
    }
    rows = QuotedRows(separator: separator, quote: quote, fieldCount: columns.count)
    self.header = header
    classColumn = classes[0]
    textColumns = texts
  }

  func read(
    _ text: [UInt8], of content: FileContent, into collector: inout TextCollector
  ) throws {
    var isHeader = !header.isEmpty
    try rows.forEach(in: text, path: content.path) { fields, line in
      if isHeader {
        isHeader = false
        let found = fields.map { String(decoding: $0, as: UTF8.self) }
        guard found == header else {
          throw TextDataError.wrongHeader(path: content.path, found: found, expected: header)
        }
        return
      }
      let code = try collector.code(fields[classColumn], path: content.path, line: line)
      collector.add(textColumns.map { fields[$0] }, label: code)
    }
  }
}
