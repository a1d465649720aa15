import DataStore

/// A text format: what is its own besides the keys all of them have.
///
/// Every text decoder reads `encoding` and the keys of ``TokenSettings``.
protocol TextFormat: DatasetDecoder {
  /// Reads the keys of the format.
  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake])
  /// Adds the examples of one file, whose bytes were turned into UTF-8.
  func read(
    _ text: [UInt8], of content: FileContent, into collector: inout TextCollector
  ) throws
}

extension TextFormat {
  static var cacheable: (any CacheableDataset.Type)? { DecodedText.self }

  static func roles(for splits: SplitRule) -> [String]? {
    splits == .official ? ["train", "test"] : ["data"]
  }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    _ = parsed(&settings, &mistakes)
  }

  static func checkPreprocessing(
    _ fields: inout YAMLFields, of choice: DecoderChoice, _ mistakes: inout [YAMLMistake]
  ) {
    // The manifest's own settings decide how many buckets there is room for.
    var known: [YAMLMistake] = []
    var own = TokenSettings()
    if var settings = YAMLFields(choice.settings, subject: "decoder", &known) {
      own = TokenSettings(&settings, &known) ?? own
    }
    _ = TokenSettings(&fields, defaults: own, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    var mistakes: [YAMLMistake] = []
    guard
      var fields = YAMLFields(manifest.decoder.settings, subject: "decoder", &mistakes),
      let (format, encoding, tokens) = parsed(&fields, &mistakes)
    else { throw ManifestError(path: "decoder \(Self.format)", mistakes: mistakes) }
    var collector = TextCollector(manifest)
    try files.forEachContent { content in
      let text = try encoding.decoded(content.bytes, path: content.path)
      try collector.file(content) { try format.read(text, of: content, into: &$0) }
    }
    return collector.finished(tokens)
  }

  private static func parsed(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> (Self, TextEncoding, TokenSettings)? {
    let encoding = fields.choice("encoding", TextEncoding.self, default: .utf8, &mistakes)
    let tokens = TokenSettings(&fields, &mistakes)
    let format = Self(&fields, &mistakes)
    guard let format, let encoding, let tokens else { return nil }
    return (format, encoding, tokens)
  }
}

extension YAMLFields {
  /// Reads one ASCII character, or `tab`, or `space`.
  mutating func separator(
    _ key: String, default fallback: String? = nil, _ mistakes: inout [YAMLMistake]
  ) -> UInt8? {
    guard let text = text(key, default: fallback, &mistakes) else { return nil }
    switch text {
    case "tab": return UInt8(ascii: "\t")
    case "space": return UInt8(ascii: " ")
    default:
      if text.utf8.count == 1, let byte = text.utf8.first, byte >= 0x20 { return byte }
      if let value = value(key) {
        note(key, value, expected: "one character, or tab, or space", &mistakes)
      }
      return nil
    }
  }
}
