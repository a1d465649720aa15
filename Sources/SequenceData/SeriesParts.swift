import DataStore

/// Reads formats of one file a part, or of one file that is split here.
enum SeriesParts {
  /// The roles of the files.
  static func roles(for splits: SplitRule) -> [String] {
    splits == .official ? ["train", "test"] : ["data"]
  }

  /// Reads every file with `read`, which adds its series to a builder.
  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles, layout: SeriesLayout,
    read: (SeriesText, inout SeriesBuilder) throws -> Void
  ) throws -> DecodedSeries {
    let classes = SeriesClasses(manifest.classes)
    var parts: [String: DecodedSeries.Part] = [:]
    try files.forEachContent { file in
      let count = try layout.count(counts(manifest, role: file.role), dataset: manifest.id)
      var builder = SeriesBuilder(layout, classes: classes, count: count)
      builder.reserve(forBytes: file.bytes.count)
      try read(try SeriesText(path: file.path, bytes: file.bytes), &builder)
      parts[file.role] = try builder.finished(path: file.path)
    }
    let (train, test) = try split(manifest, parts, valueCount: layout.valueCount)
    return DecodedSeries(classes: manifest.classNames, layout: layout, train: train, test: test)
  }

  private static func counts(_ manifest: DatasetManifest, role: String) -> [Int] {
    switch role {
    case "train": manifest.counts.train
    case "test": manifest.counts.test
    default: manifest.counts.train + manifest.counts.test
    }
  }

  private static func split(
    _ manifest: DatasetManifest, _ parts: [String: DecodedSeries.Part], valueCount: Int
  ) throws -> (train: DecodedSeries.Part, test: DecodedSeries.Part) {
    func part(_ role: String) -> DecodedSeries.Part {
      guard let part = parts[role] else { preconditionFailure("no file has the role \(role)") }
      return part
    }
    switch manifest.splits {
    case .official: return (part("train"), part("test"))
    case .stratified(let fraction, let seed):
      let all = part("data")
      let test = StratifiedSplit.testIndices(
        of: all.labels, classCount: manifest.classes.count, testFraction: fraction, seed: seed)
      let isTest = Set(test)
      let train = all.labels.indices.filter { !isTest.contains($0) }
      return (
        all.series(train, valueCount: valueCount), all.series(test, valueCount: valueCount)
      )
    }
  }
}
