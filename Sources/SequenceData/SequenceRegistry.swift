public import DataStore

/// What this module adds to a ``DatasetLibrary``.
public enum SequenceRegistry {
  /// The formats of series that can be read.
  public static let decoders: [any DatasetDecoder.Type] = [
    TSDecoder.self, UCRTextDecoder.self, ChannelFilesDecoder.self, SymbolsDecoder.self,
  ]
  /// The generated sets of series.
  public static let builtInSets: [any BuiltInSet.Type] = [BuiltInSeries.self]
  /// What can draft a manifest from files.
  public static let drafters: [any ManifestDrafter.Type] = [
    TSDrafter.self, ChannelFilesDrafter.self, SymbolsDrafter.self, UCRTextDrafter.self,
  ]
}
