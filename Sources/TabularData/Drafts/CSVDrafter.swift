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
    let isNamed = hints.domain == domain || files.allSatisfy(hasTableName)
    guard (1...2).contains(files.count), isNamed,
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
    let features = tally.columns.indices.filter {
      $0 != classIndex && tally.columns[$0].kind(hasDecimalComma: tally.hasDecimalComma) != .ignored
    }
    guard !features.isEmpty else {
      throw DraftError.noFeatures(
        path: files[0].path,
        reasons: remarks(dialect, tally, classIndex: classIndex, isNamed: hints.classColumn != nil))
    }
    return ManifestDraft(
      domain: .tables, decoder: decoder(dialect, encoding, tally, classIndex: classIndex),
      roles: files.count == 1 ? ["data"] : ["train", "test"],
      classes: tally.columns[classIndex].classNames,
      splits: files.count == 1 ? ManifestDraft.derivedSplit : .official,
      remarks: remarks(dialect, tally, classIndex: classIndex, isNamed: hints.classColumn != nil))
  }

  private static func hasTableName(_ file: URL) -> Bool {
    var name = file.lastPathComponent.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return endings.contains { name.hasSuffix(".\($0)") }
  }

  /// The column a person named, or one with a telling name, or the last that can be it, or the first.
  private static func classColumn(
    of tally: inout TableTally, _ hint: String?, path: String
  ) throws(DraftError) -> Int {
    let names = tally.columns.map(\.name)
    let index: Int
    if let hint {
      let named = names.firstIndex(of: hint) ?? Int(hint).map { $0 - 1 }
      guard let named, names.indices.contains(named) else {
        throw .noClassColumn(path: path, found: hint, columns: names)
      }
      index = named
    } else {
      index = likelyClass(tally)
    }
    guard names.indices.contains(index) else {
      throw .noClassColumn(path: path, found: "no column", columns: names)
    }
    tally.takeClass(index)
    let column = tally.columns[index]
    if column.missingCount > 0, !column.missing.isEmpty, column.words.count > 1 {
      throw .rowsWithoutClass(
        path: path, column: names[index], found: column.missingCount, rows: column.cellCount)
    }
    guard (2...1000).contains(column.words.count), hint != nil || column.canBeClass else {
      throw .noClassColumn(
        path: path,
        found: "column \(names[index]) with \(column.words.count) different words in "
          + "\(column.cellCount) rows", columns: names)
    }
    return index
  }

  private static let tellingNames = ["class", "label", "target", "y", "outcome", "category"]

  private static func likelyClass(_ tally: TableTally) -> Int {
    let columns = tally.columns
    if let named = columns.firstIndex(where: { tellingNames.contains($0.name.lowercased()) }) {
      return named
    }
    let last = columns.lastIndex { $0.missingCount < $0.cellCount } ?? columns.count - 1
    func canBeClass(_ index: Int) -> Bool {
      var taken = tally
      taken.takeClass(index)
      return taken.columns[index].canBeClass
    }
    // A column of remarks may repeat some of them; a class has examples.
    if columns[last].isSparse,
      let other = columns.indices.last(where: { canBeClass($0) && !columns[$0].isSparse })
    {
      return other
    }
    let isFirst = columns.count > 1 && !canBeClass(last) && canBeClass(0)
    return isFirst && columns[last].missing.isEmpty ? 0 : last
  }

  /// What was guessed and may be wrong.
  private static func remarks(
    _ dialect: CSVDialect, _ tally: TableTally, classIndex: Int, isNamed: Bool
  ) -> [String] {
    var remarks: [String] = []
    if dialect.skippedLines > 0 {
      remarks.append("lines before the first row: \(dialect.skippedLines), passed over")
    }
    let name = tally.columns[classIndex].name
    if !isNamed, !tellingNames.contains(name.lowercased()) {
      remarks.append(
        "class: column \(name.debugDescription), by its place; another is named with --class")
    }
    for (index, column) in tally.columns.enumerated() where index != classIndex {
      if let remark = column.remark(hasDecimalComma: tally.hasDecimalComma) {
        remarks.append(remark)
      }
    }
    return remarks
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
    if let quote = dialect.quote {
      entries.append(.word("quote", String(UnicodeScalar(quote))))
    }
    if tally.hasDecimalComma { entries.append(.word("decimal", ",")) }
    if dialect.skippedLines > 0 { entries.append(.word("skipLines", "\(dialect.skippedLines)")) }
    if dialect.hasHeader { entries.append(.word("header", "yes")) }
    if !dialect.commentPrefix.isEmpty {
      entries.append(.word("comment", String(decoding: dialect.commentPrefix, as: UTF8.self)))
    }
    let missing = tally.missing(classIndex: classIndex)
    if !missing.isEmpty {
      entries.append(.words("missing", missing.sorted()))
      let features = tally.columns.indices.filter { $0 != classIndex }
      if features.contains(where: { tally.columns[$0].hasQuotedMissing }) {
        entries.append(.word("quotedMissing", "yes"))
      }
    }
    let columns = tally.columns.enumerated().map { index, column in
      let kind: ColumnSchema.Kind =
        index == classIndex ? .class : column.kind(hasDecimalComma: tally.hasDecimalComma)
      return YAMLValue(.mapping([.word("name", column.name), .word("kind", kind.rawValue)]))
    }
    entries.append(YAMLValue.Entry(key: "columns", value: YAMLValue(.list(columns))))
    return entries
  }
}
