public import DataStore

/// What this module adds to a ``DatasetLibrary``.
public enum ImageRegistry {
  /// The picture formats that can be read.
  public static let decoders: [any DatasetDecoder.Type] = [
    IDXDecoder.self, CIFARDecoder.self,
  ]
  /// The generated picture sets.
  public static let builtInSets: [any BuiltInSet.Type] = [BuiltInImages.self]
  /// What can draft a manifest from files.
  public static let drafters: [any ManifestDrafter.Type] = [
    IDXDrafter.self, CIFARDrafter.self,
  ]
}
