import DataStore

/// Strings over a small alphabet, such as nucleotides, one a line: a channel for each symbol.
///
/// A letter becomes 1 in its symbol's channel and 0 in the others; a letter that stands for an
/// unknown symbol becomes 0 in all.
enum SymbolsDecoder: SeriesFormat {
  static let format = "symbols"

  static func roles(for splits: SplitRule) -> [String]? { SeriesParts.roles(for: splits) }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    _ = Settings(&settings, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    let settings = try manifest.decoder.settings { Settings(&$0, &$1) }
    return try SeriesParts.decode(manifest, files: files, layout: settings.layout) {
      try read($0, settings, into: &$1)
    }
  }

  /// Reads a file.
  static func read(
    _ text: SeriesText, _ settings: Settings, into builder: inout SeriesBuilder
  ) throws(SequenceDataError) {
    var text = text
    for _ in 0..<settings.skippedLines { _ = text.nextLine() }
    while let line = text.nextFilledLine() {
      try builder.begin(in: text)
      var fields = SeriesFields(line, separator: settings.separator)
      var found: [Range<Int>] = []
      while let field = fields.next(in: text) { found.append(field) }
      guard found.count == settings.fields.count else {
        throw .wrongFieldCount(
          path: text.path, line: text.line, found: found.count, expected: settings.fields.count)
      }
      try sequence(found[settings.place(of: .sequence)], text, settings, into: &builder)
      try builder.end(found[settings.place(of: .class)], in: text)
    }
  }

  private static func sequence(
    _ range: Range<Int>, _ text: SeriesText, _ settings: Settings,
    into builder: inout SeriesBuilder
  ) throws(SequenceDataError) {
    for (offset, place) in range.enumerated() {
      let letter = text.bytes[place]
      guard settings.symbols.contains(letter) || settings.missing.contains(letter) else {
        throw .unknownSymbol(
          path: text.path, line: text.line, position: offset + 1,
          found: text.quoted(place..<place + 1),
          known: settings.symbols.map { String(decoding: [$0], as: UTF8.self) })
      }
    }
    for symbol in settings.symbols {
      for place in range { builder.add(text.bytes[place] == symbol ? 1 : 0) }
      try builder.endChannel(in: text)
    }
  }

  /// What the `decoder` mapping says.
  struct Settings {
    /// What a field is for.
    enum Field: String, CaseIterable { case `class`, sequence, ignored }

    let layout: SeriesLayout
    let separator: SeriesFields.Separator
    /// Lines at the start of each file that are passed over, such as a header.
    let skippedLines: Int
    /// What each field of a line is for; one is the class and one the sequence.
    let fields: [Field]
    /// The alphabet in the order of the channels.
    let symbols: [UInt8]
    /// Letters that stand for an unknown symbol.
    let missing: [UInt8]

    func place(of field: Field) -> Int { fields.firstIndex(of: field) ?? 0 }

    init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
      let symbols = Self.letters("symbols", isOptional: false, &fields, &mistakes)
      let missing = Self.letters("missing", isOptional: true, &fields, &mistakes)
      let kinds = Self.kinds(&fields, &mistakes)
      let separator = fields.choice(
        "separator", SeriesFields.Separator.self, default: .comma, &mistakes)
      let skipped = fields.integer("skipLines", in: 0...1_000_000, default: 0, &mistakes)
      let layout = SeriesLayout(&fields, channels: max(symbols?.count ?? 1, 1), &mistakes)
      guard let symbols, let missing, let kinds, let separator, let skipped, let layout else {
        return nil
      }
      self.layout = layout
      self.separator = separator
      skippedLines = skipped
      self.fields = kinds
      self.symbols = symbols
      self.missing = missing
    }

    private static func letters(
      _ key: String, isOptional: Bool, _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
    ) -> [UInt8]? {
      guard let texts = fields.texts(key, isOptional: isOptional, &mistakes) else { return nil }
      let letters = texts.compactMap { $0.utf8.count == 1 ? $0.utf8.first : nil }
      guard letters.count == texts.count, Set(letters).count == letters.count,
        isOptional || !letters.isEmpty
      else {
        if let value = fields.value(key) {
          fields.note(key, value, expected: "different single ASCII characters", &mistakes)
        }
        return nil
      }
      return letters
    }

    private static func kinds(
      _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
    ) -> [Field]? {
      guard let texts = fields.texts("fields", &mistakes) else { return nil }
      let kinds = texts.compactMap { Field(rawValue: $0) }
      guard kinds.count == texts.count, kinds.count(where: { $0 == .class }) == 1,
        kinds.count(where: { $0 == .sequence }) == 1
      else {
        if let value = fields.value("fields") {
          fields.note(
            "fields", value, expected: "class once, sequence once and ignored for all others",
            &mistakes)
        }
        return nil
      }
      return kinds
    }
  }
}
