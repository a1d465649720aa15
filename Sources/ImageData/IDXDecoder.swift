import Archives
import DataStore

/// Pictures in IDX files: four of them, pictures and labels of both parts.
enum IDXDecoder: DatasetDecoder {
  static let format = "idx"
  static var cacheable: (any CacheableDataset.Type)? { DecodedImages.self }

  static func roles(for splits: SplitRule) -> [String]? {
    splits == .official ? ["train-images", "train-labels", "test-images", "test-labels"] : nil
  }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    _ = Settings(&settings, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    let settings = try Settings.reading(manifest.decoder)
    let train = try part("train", of: files, settings, manifest.counts.train)
    let test = try part("test", of: files, settings, manifest.counts.test)
    return DecodedImages(
      classes: manifest.classNames, height: settings.height, width: settings.width,
      train: train, test: test)
  }

  private static func part(
    _ name: String, of files: VerifiedFiles, _ settings: Settings, _ counts: [Int]
  ) throws -> DecodedImages.Part {
    let count = counts.reduce(0, +)
    var images = try files["\(name)-images"].open()
    let pixels = try IDXFile.images(
      from: &images, count: count, height: settings.height, width: settings.width)
    try images.checkContent()
    var labels = try files["\(name)-labels"].open()
    let classes = try IDXFile.labels(from: &labels, count: count, classCount: counts.count)
    try labels.checkContent()
    return DecodedImages.Part(pixels: pixels, labels: classes)
  }

  /// The extents of every picture.
  struct Settings {
    let height: Int
    let width: Int

    init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
      // 4,096 on a side bounds the product below 2⁵⁶ for any count that a header can hold.
      let height = fields.integer("height", in: 1...4096, &mistakes)
      let width = fields.integer("width", in: 1...4096, &mistakes)
      guard let height, let width else { return nil }
      self.height = height
      self.width = width
    }

    static func reading(_ choice: DecoderChoice) throws(ManifestError) -> Settings {
      var mistakes: [YAMLMistake] = []
      if var fields = YAMLFields(choice.settings, subject: "decoder", &mistakes),
        let settings = Settings(&fields, &mistakes)
      {
        return settings
      }
      throw ManifestError(path: "decoder \(choice.format)", mistakes: mistakes)
    }
  }
}
