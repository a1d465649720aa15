import Archives
import DataStore
import Foundation

/// Drafts manifests of tables: guesses the dialect, then looks at every cell once.
enum CSVDrafter: ManifestDrafter {
  private static let endings = [
    "csv", "tsv", "data", "dat", "txt", "tra", "tes", "train", "test", "all", "all-data",
  ]

  static let domain = DatasetDomain.tables

  static func draft(_ looked: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    let files = looked.map(\.url)
    guard (1...2).contains(files.count), files.allSatisfy(hasTableName),
      var dialect = try DialectGuess(files[0]).dialect
    else { return nil }
    // A comment may stand in one of the files alone.
    for file in files.dropFirst() where dialect.commentPrefix.isEmpty {
      dialect.commentPrefix = try DialectGuess(file).dialect?.commentPrefix ?? []
    }
    let encoding: TableEncoding =
      try looked.allSatisfy { String(validating: try $0.content(), as: UTF8.self) != nil }
      ? .utf8 : .latin1
    var tally = TableTally(dialect, encoding)
    for file in files { try tally.add(file) }
    let classIndex = try classColumn(of: &tally, hints.classColumn, path: files[0].path)
    return ManifestDraft(
      domain: .tables, decoder: decoder(dialect, encoding, tally, classIndex: classIndex),
      roles: files.count == 1 ? ["data"] : ["train", "test"],
      classes: tally.columns[classIndex].classNames,
      splits: files.count == 1 ? ManifestDraft.derivedSplit : .official)
  }

  private static func hasTableName(_ file: URL) -> Bool {
    var name = file.lastPathComponent.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return endings.contains { name.hasSuffix(".\($0)") }
  }

  /// The column a person named, or one with a telling name, or the last.
  private static func classColumn(
    of tally: inout TableTally, _ hint: String?, path: String
  ) throws -> Int {
    let names = tally.columns.map(\.name)
    if let hint {
      let index = names.firstIndex(of: hint) ?? Int(hint).map { $0 - 1 }
      if let index, names.indices.contains(index) {
        tally.takeClass(index)
        return index
      }
      throw DraftError.noClassColumn(path: path, found: hint, columns: names)
    }
    let telling = ["class", "label", "target", "y", "outcome", "category"]
    let named = names.firstIndex { telling.contains($0.lowercased()) }
    let index = named ?? names.count - 1
    tally.takeClass(index)
    let column = tally.columns[index]
    guard (2...1000).contains(column.words.count), column.missing.isEmpty else {
      let gaps = column.missing.isEmpty ? "" : " and \(column.missingCount) missing cells"
      throw DraftError.noClassColumn(
        path: path, found: "column \(names[index]) with \(column.words.count) values\(gaps)",
        columns: names)
    }
    return index
  }

  private static func decoder(
    _ dialect: CSVDialect, _ encoding: TableEncoding, _ tally: TableTally, classIndex: Int
  ) -> [YAMLValue.Entry] {
    var entries: [YAMLValue.Entry] = [.word("format", CSVDecoder.format)]
    if encoding != .utf8 { entries.append(.word("encoding", encoding.rawValue)) }
    if dialect.joinsBlanks {
      entries.append(.word("separator", "blanks"))
    } else if dialect.separator != UInt8(ascii: ",") {
      entries.append(
        .word(
          "separator",
          dialect.separator == .tab ? "tab" : String(UnicodeScalar(dialect.separator))))
    }
    if dialect.quote != nil { entries.append(.word("quote", "\"")) }
    if dialect.hasHeader { entries.append(.word("header", "yes")) }
    if !dialect.commentPrefix.isEmpty {
      entries.append(.word("comment", String(decoding: dialect.commentPrefix, as: UTF8.self)))
    }
    let missing = tally.missing(classIndex: classIndex)
    if !missing.isEmpty {
      entries.append(.words("missing", missing.sorted()))
    }
    let columns = tally.columns.enumerated().map { index, column in
      let kind: ColumnSchema.Kind = index == classIndex ? .class : column.kind
      return YAMLValue(.mapping([.word("name", column.name), .word("kind", kind.rawValue)]))
    }
    entries.append(YAMLValue.Entry(key: "columns", value: YAMLValue(.list(columns))))
    return entries
  }
}
