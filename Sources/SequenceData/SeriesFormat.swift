import DataStore

/// A format of series: all of them come to the same arrays and the same preprocessing.
protocol SeriesFormat: DatasetDecoder {}

extension SeriesFormat {
  static var cacheable: (any CacheableDataset.Type)? { DecodedSeries.self }

  static func checkPreprocessing(
    _ fields: inout YAMLFields, of choice: DecoderChoice, _ mistakes: inout [YAMLMistake]
  ) {
    _ = SeriesNormalization(&fields, default: .none, &mistakes)
  }
}

extension SeriesNormalization {
  /// Reads `normalization`, the only setting of preprocessing that series have.
  init(
    _ fields: inout YAMLFields, default known: SeriesNormalization,
    _ mistakes: inout [YAMLMistake]
  ) {
    self =
      fields.choice("normalization", SeriesNormalization.self, default: known, &mistakes) ?? known
  }
}
