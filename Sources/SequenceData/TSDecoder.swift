import DataStore

/// Series in `.ts` files: one for each part, or one that is split here.
enum TSDecoder: SeriesFormat {
  static let format = "ts"

  static func roles(for splits: SplitRule) -> [String]? { SeriesParts.roles(for: splits) }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    _ = SeriesLayout(&settings, channels: nil, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    let layout = try manifest.decoder.settings { SeriesLayout(&$0, channels: nil, &$1) }
    let classes = SeriesClasses(manifest.classes)
    return try SeriesParts.decode(manifest, files: files, layout: layout) { text, builder in
      try TSFile.read(text, layout: layout, classes: classes, into: &builder)
    }
  }
}
