import Archives
import DataStore

/// Drafts manifests of texts: rows, labelled lines, and archives with a folder or file a class.
enum TextDrafter: ManifestDrafter {
  static let domain = DatasetDomain.text

  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    if files.count == 1, files[0].archive != nil {
      return try rows(inArchive: files[0], hints) ?? TextFolders.draft(files[0])
    }
    guard (1...2).contains(files.count), files.allSatisfy({ $0.archive == nil }) else { return nil }
    guard let sample = try sample(files.map { try $0.content() }, hints) else { return nil }
    let parts = files.map { DraftFile.part(ofPath: $0.name) }
    let named = parts == ["train", "test"] || parts == ["test", "train"]
    return ManifestDraft(
      domain: domain, decoder: sample.decoder,
      roles: files.count == 1 ? ["data"] : named ? parts.compactMap(\.self) : ["train", "test"],
      classes: sample.classes, splits: files.count == 1 ? ManifestDraft.derivedSplit : .official,
      remarks: sample.remarks)
  }

  /// Files of rows in an archive: one of all examples, or those named after the parts.
  private static func rows(
    inArchive file: DraftFile, _ hints: DraftHints
  ) throws -> ManifestDraft? {
    var chosen = file.members.filter { !DraftFile.isNote($0.name) && $0.bytes > 0 }
    let named = chosen.filter { TextFolders.stem($0.name).map(isPartName) ?? false }
    let parts = Set(named.compactMap { DraftFile.part(ofPath: $0.name) })
    if parts.count == 2 {
      chosen = named
    } else if let largest = chosen.max(by: { $0.bytes < $1.bytes }),
      largest.bytes * 10 > chosen.reduce(0, { $0 + $1.bytes }) * 9
    {
      chosen = [largest]  // What is so much smaller is about it.
    } else {
      return nil
    }
    var contents: [[UInt8]] = []
    try file.forEachMember(where: { name in chosen.contains { $0.name == name } }) {
      contents.append($1)
    }
    guard let sample = try sample(contents, hints) else { return nil }
    let members = chosen.map { member in
      ManifestMember(
        role: parts.count == 2 ? DraftFile.part(ofPath: member.name) ?? "train" : "data",
        path: member.name, maxBytes: member.bytes)
    }
    return ManifestDraft(
      domain: domain, decoder: sample.decoder, roles: [file.name], members: [members],
      classes: sample.classes,
      splits: parts.count == 2 ? .official : ManifestDraft.derivedSplit, remarks: sample.remarks)
  }

  /// Whether a file's name says no more than the part it holds, such as `train` or `dev_v2`.
  private static func isPartName(_ stem: Substring) -> Bool {
    DraftFile.part(ofPath: String(stem)) != nil
  }

  /// What the files say about themselves, if all of them are rows of texts.
  private static func sample(_ contents: [[UInt8]], _ hints: DraftHints) throws -> TextSample? {
    let encoding: TextEncoding =
      contents.contains { TextEncoding.firstFault(in: $0.span) != nil } ? .latin1 : .utf8
    guard !contents.contains(where: { $0.contains(0) }) else { return nil }
    let texts = try contents.map { try encoding.decoded($0, path: "draft") }
    let isForced = hints.domain == domain
    return LabelledLinesGuess(texts, isForced: isForced)?.sample(encoding)
      ?? TextRowsGuess(texts, classColumn: hints.classColumn, isForced: isForced)?.sample(encoding)
  }
}

/// The decoder and the classes that a guess comes to.
struct TextSample {
  let decoder: [YAMLValue.Entry]
  let classes: [ClassName]
  /// What the author of a manifest should know.
  let remarks: [String]

  /// Adds to a format's own keys those that every text decoder has.
  init(
    _ format: [YAMLValue.Entry], _ encoding: TextEncoding, classes: [ClassName],
    remarks: [String] = []
  ) {
    let tokens = TokenSettings()
    var decoder = format
    if encoding != .utf8 { decoder.append(.word("encoding", encoding.rawValue)) }
    decoder += [
      .word("lowercase", tokens.lowercases ? "yes" : "no"), .word("length", "\(tokens.length)"),
      .word("vocabulary", "\(tokens.vocabulary)"),
    ]
    self.decoder = decoder
    self.classes = classes
    self.remarks = remarks
  }

  /// Class names in order: numbers by size, words by their bytes.
  static func ordered(_ names: some Sequence<String>) -> [String] {
    names.sorted { left, right in
      if let a = Double(left), let b = Double(right), a != b { return a < b }
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }
}
