import DataStore

/// Drafts manifests of strings of symbols: a class and a string a line, such as genes.
///
/// Words of a table look alike, so the strings have to be long and of few letters, or a person has to
/// say that these are sequences.
enum SymbolsDrafter: ManifestDrafter {
  static let domain = DatasetDomain.sequences

  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    guard (1...2).contains(files.count), files.allSatisfy({ $0.archive == nil }) else { return nil }
    let isForced = hints.domain == domain
    let texts = try files.map { ($0, try $0.content()) }
    // A zero byte is in no text; other formats have their turn.
    guard !texts.contains(where: { $0.1.contains(0) }) else { return nil }
    for separator in [SeriesFields.Separator.comma, .tab, .blanks] {
      // Most files are of another kind, which their first lines show.
      guard
        let start = try SymbolRows(path: texts[0].0.path, texts[0].1, separator, limit: 100),
        SymbolsGuess.stringField(start.rows.dropFirst(), isForced) != nil
      else { continue }
      let parts = try texts.map { try SymbolRows(path: $0.0.path, $0.1, separator) }
      guard let guess = SymbolsGuess(parts.compactMap(\.self), separator, isForced: isForced),
        parts.allSatisfy({ $0 != nil })
      else { continue }
      return guess.draft(files)
    }
    return nil
  }
}

/// The lines of one file, cut into fields.
struct SymbolRows {
  /// `[rows][fields]`, a possible header among them.
  let rows: [[String]]

  /// Nil unless all lines have the same number of fields, two or more.
  init?(
    path: String, _ bytes: [UInt8], _ separator: SeriesFields.Separator, limit: Int = .max
  ) throws {
    var text = try SeriesText(path: path, bytes: bytes)
    var rows: [[String]] = []
    while rows.count < limit, let line = text.nextFilledLine() {
      var fields = SeriesFields(line, separator: separator)
      var row: [String] = []
      while let field = fields.next(in: text) { row.append(text.text(field)) }
      guard row.count > 1, row.count == rows.first?.count ?? row.count else { return nil }
      rows.append(row)
    }
    guard rows.count > 1 else { return nil }
    self.rows = rows
  }
}

/// What the fields are for, and the letters of the strings.
private struct SymbolsGuess {
  private let separator: SeriesFields.Separator
  private let hasHeader: Bool
  private let parts: [[[String]]]
  private let classField: Int
  private let stringField: Int
  private let letters: Set<Character>

  /// Letters for a symbol that is not known, and those for which only nucleotides leave room.
  private static let unknown: Set<Character> = ["?", "-", ".", "*"]
  private static let unknownNucleotides: Set<Character> = ["n", "N", "x", "X"]
  private static let nucleotides: Set<Character> = Set("acgtuACGTU")

  init?(_ files: [SymbolRows], _ separator: SeriesFields.Separator, isForced: Bool) {
    guard let first = files.first?.rows.first else { return nil }
    self.separator = separator
    let below = files.flatMap { $0.rows.dropFirst() }
    guard below.allSatisfy({ $0.count == first.count }),
      let string = Self.stringField(below, isForced)
    else { return nil }
    let letters = Set(below.flatMap { $0[string] })
    let isHeader = files.allSatisfy { file in
      file.rows[0] == first && !file.rows[0][string].allSatisfy(letters.contains)
    }
    let parts = files.map { Array($0.rows.dropFirst(isHeader ? 1 : 0)) }
    let rows = parts.joined()
    guard rows.allSatisfy({ $0[string].allSatisfy(letters.contains) }) else { return nil }
    let counts = first.indices.map { field in Set(rows.map { $0[field] }).count }
    let classes = first.indices.filter { field in
      field != string && (2...1000).contains(counts[field]) && counts[field] * 2 <= rows.count
    }
    guard let label = classes.min(by: { counts[$0] < counts[$1] }) else { return nil }
    (hasHeader, self.parts, self.letters) = (isHeader, parts, letters)
    (classField, stringField) = (label, string)
  }

  /// The field that holds strings in all rows but a first one, which may be a header.
  static func stringField(_ rows: some Collection<[String]>, _ isForced: Bool) -> Int? {
    rows.first?.indices.first { field in isOfSymbols(rows.map { $0[field] }, isForced) }
  }

  /// Whether words are strings of a few letters: long and different ones, unless a person says so.
  private static func isOfSymbols(_ words: [String], _ isForced: Bool) -> Bool {
    let letters = Set(words.joined())
    let areLetters = letters.allSatisfy { $0.isASCII && ($0.isLetter || unknown.contains($0)) }
    guard areLetters, words.allSatisfy({ $0.count > 1 }), letters.contains(where: \.isLetter)
    else { return false }
    if isForced { return letters.count <= 52 && Set(words).count * 2 > words.count }
    return letters.count <= 8 && words.allSatisfy { $0.count >= 15 }
      && Set(words).count * 2 > words.count
  }

  func draft(_ files: [DraftFile]) -> ManifestDraft? {
    let isOfNucleotides =
      letters.subtracting(Self.unknown).subtracting(Self.unknownNucleotides)
      .isSubset(of: Self.nucleotides)
    let missing = letters.filter {
      Self.unknown.contains($0) || isOfNucleotides && Self.unknownNucleotides.contains($0)
    }
    let symbols = letters.subtracting(missing)
    guard !symbols.isEmpty, let fields = parts.first?.first?.indices else { return nil }
    var decoder: [YAMLValue.Entry] = [.word("format", SymbolsDecoder.format)]
    if separator != .comma { decoder.append(.word("separator", separator.rawValue)) }
    if hasHeader { decoder.append(.word("skipLines", "1")) }
    decoder += [
      .words(
        "fields",
        fields.map { $0 == classField ? "class" : $0 == stringField ? "sequence" : "ignored" }),
      .words("symbols", symbols.map(String.init).sorted()),
    ]
    if !missing.isEmpty { decoder.append(.words("missing", missing.map(String.init).sorted())) }
    var tallies: [String: SeriesTally] = [:]
    let roles = SeriesProblem.roles(of: files)
    for (role, rows) in zip(roles, parts) {
      var tally = SeriesTally()
      for row in rows {
        guard tally.add(row[classField], channels: symbols.count, length: row[stringField].count)
        else { return nil }
      }
      tallies[role] = tally
    }
    let problem = SeriesProblem(roles: roles, members: files.map { _ in [] }, parts: tallies)
    return problem.draft(
      decoder, classes: SeriesProblem.ordered(Set(tallies.values.flatMap(\.labels.keys))),
      normalization: SeriesNormalization.none)
  }
}
