/// Reads one file format; a domain module lists its decoders in a registry array.
public protocol DatasetDecoder: Sendable {
  /// The name in manifests, such as `idx`.
  static var format: String { get }
  /// The file roles needed for a split; nil when the format does not support it.
  static func roles(for splits: SplitRule) -> [String]?
  /// Notes every mistake in the `decoder` mapping; keys that are not asked for are reported.
  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake])
  /// Reads verified files into arrays.
  ///
  /// - Throws: an error that names the file, and the line or offset, where it is not as described.
  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset
  /// Notes every mistake in settings of preprocessing that replace those of a manifest, as
  /// ``DecodedDataset/changing(_:_:)`` would when the data is loaded.
  static func checkPreprocessing(
    _ fields: inout YAMLFields, of choice: DecoderChoice, _ mistakes: inout [YAMLMistake])
  /// What ``decode(_:files:)`` returns, when it can be stored; nil when it is decoded each time.
  static var cacheable: (any CacheableDataset.Type)? { get }
}

extension DatasetDecoder {
  /// Nothing is stored unless a decoder says so.
  public static var cacheable: (any CacheableDataset.Type)? { nil }

  /// Knows no setting, unless a decoder says otherwise.
  public static func checkPreprocessing(
    _ fields: inout YAMLFields, of choice: DecoderChoice, _ mistakes: inout [YAMLMistake]
  ) {}
}
