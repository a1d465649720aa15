import DataStore

/// Tables of separated values: a file for each part, or one file that is split here.
enum CSVDecoder: DatasetDecoder {
  static let format = "csv"
  static var cacheable: (any CacheableDataset.Type)? { DecodedTable.self }

  static func roles(for splits: SplitRule) -> [String]? {
    splits == .official ? ["train", "test"] : ["data"]
  }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    _ = TableSettings(&settings, &mistakes)
  }

  static func checkPreprocessing(
    _ fields: inout YAMLFields, of choice: DecoderChoice, _ mistakes: inout [YAMLMistake]
  ) {
    var (scaling, categories) = (TableScaling.standard, CategoryEncoding.oneHot)
    DecodedTable.change(&scaling, &categories, &fields, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    let settings = try TableSettings.reading(manifest.decoder)
    // Both parts go through one builder, so that a level has one code in both.
    var builder = TableBuilder(settings, classes: manifest.classes)
    let testRows: [Int]
    switch manifest.splits {
    case .official:
      let trainCount = try builder.add(files["train"])
      let testCount = try builder.add(files["test"])
      testRows = Array(trainCount..<trainCount + testCount)
    case .stratified(let fraction, let seed):
      _ = try builder.add(files["data"])
      testRows = StratifiedSplit.testIndices(
        of: builder.labels, classCount: manifest.classes.count, testFraction: fraction, seed: seed)
    }
    var isTest = [Bool](repeating: false, count: builder.cells.rowCount)
    for row in testRows { isTest[row] = true }
    let trainRows = isTest.indices.filter { !isTest[$0] }
    return DecodedTable(
      classes: manifest.classNames, train: builder.part(rows: trainRows),
      test: builder.part(rows: testRows), scaling: settings.scaling,
      categories: settings.categories)
  }
}
