import DataStore

/// Series in the text files of the UCR archive: the class first, then the values, one series a line.
///
/// The archive of 2018 separates by tabs, older ones by commas or blanks. Where lengths differ, the
/// archive fills the ends up with `NaN`.
///
/// - Source: Dau et al., The UCR time series archive, IEEE/CAA J. Autom. Sinica 6(6), 2019.
enum UCRTextDecoder: SeriesFormat {
  static let format = "ucr-text"

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
    while let line = text.nextFilledLine() {
      try builder.begin(in: text)
      var fields = SeriesFields(line, separator: settings.separator)
      let label = fields.next(in: text) ?? line
      while let field = fields.next(in: text) {
        let number = text.number(field).map { Float($0) } ?? .infinity
        if number.isFinite {
          builder.add(number)
        } else if text.isMissing(field) {
          builder.add(.nan)
        } else {
          throw .notNumeric(
            path: text.path, line: text.line, channel: 1, position: builder.position,
            found: text.quoted(field))
        }
      }
      if settings.hasFilledEnds { builder.dropMissingEnd() }
      try builder.endChannel(in: text)
      try builder.end(label, in: text)
    }
  }

  /// What the `decoder` mapping says.
  struct Settings {
    let layout: SeriesLayout
    let separator: SeriesFields.Separator
    /// Whether missing values at the end mean that a series is shorter.
    let hasFilledEnds: Bool

    init(layout: SeriesLayout, separator: SeriesFields.Separator, hasFilledEnds: Bool) {
      self.layout = layout
      self.separator = separator
      self.hasFilledEnds = hasFilledEnds
    }

    init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
      let layout = SeriesLayout(&fields, channels: 1, &mistakes)
      let separator = fields.choice(
        "separator", SeriesFields.Separator.self, default: .tab, &mistakes)
      let hasFilledEnds = fields.flag("filledEnds", default: false, &mistakes)
      guard let layout, let separator, let hasFilledEnds else { return nil }
      self.init(layout: layout, separator: separator, hasFilledEnds: hasFilledEnds)
    }
  }
}
