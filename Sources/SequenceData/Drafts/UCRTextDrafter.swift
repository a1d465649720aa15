import DataStore

/// Drafts manifests of UCR text files: the class, then the values, one series a line.
///
/// Many tables look alike, so the names have to say `_TRAIN` and `_TEST`, or a person that these are
/// sequences.
enum UCRTextDrafter: ManifestDrafter {
  static let domain = DatasetDomain.sequences

  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    let isNamed =
      files.count == 2
      && Set(
        files.map { $0.name.lowercased() }.map { name in
          name.contains("_train.") ? "train" : name.contains("_test.") ? "test" : "other"
        }) == ["train", "test"]
    guard isNamed || files.first?.archive != nil || hints.domain == domain else { return nil }
    var separators: Set<SeriesFields.Separator> = []
    // A person's word is needed for endings that tables have.
    let endings = hints.domain == domain ? [".tsv", ".txt", ".csv", ".data"] : [".tsv", ".txt"]
    let problem = try SeriesProblem(files, endings: endings, hints) { bytes, path in
      let text = try SeriesText(path: path, bytes: bytes)
      let separator = separator(of: text)
      separators.insert(separator)
      return try tally(text, separator)
    }
    guard let problem, separators.count == 1, let separator = separators.first else { return nil }
    var decoder: [YAMLValue.Entry] = [.word("format", UCRTextDecoder.format)]
    if separator != .tab { decoder.append(.word("separator", separator.rawValue)) }
    if problem.parts.values.contains(where: \.hasFilledEnds) {
      decoder.append(.word("filledEnds", "yes"))
    }
    let labels = Set(problem.parts.values.flatMap(\.labels.keys))
    return problem.draft(decoder, classes: SeriesProblem.ordered(labels))
  }

  private static func separator(of text: SeriesText) -> SeriesFields.Separator {
    var text = text
    guard let line = text.nextFilledLine() else { return .tab }
    if text.bytes[line].contains(.tab) { return .tab }
    return text.bytes[line].contains(UInt8(ascii: ",")) ? .comma : .blanks
  }

  /// Counts values up to the last that is not missing; nil when a value is no number.
  private static func tally(
    _ text: SeriesText, _ separator: SeriesFields.Separator
  ) throws -> SeriesTally? {
    var text = text
    var tally = SeriesTally()
    while let line = text.nextFilledLine() {
      var fields = SeriesFields(line, separator: separator)
      guard let label = fields.next(in: text) else { return nil }
      var (count, length) = (0, 0)
      while let field = fields.next(in: text) {
        count += 1
        if text.number(field) != nil {
          length = count
        } else if !text.isMissing(field) {
          return nil
        }
      }
      if length < count { tally.hasFilledEnds = true }
      guard tally.add(text.text(label), channels: 1, length: length) else { return nil }
    }
    return tally.channels == nil ? nil : tally
  }
}
