public import DataStore

/// What this module adds to a ``DatasetLibrary``.
public enum TableRegistry {
  /// The table formats that can be read.
  public static let decoders: [any DatasetDecoder.Type] = [CSVDecoder.self]
  /// The generated tables.
  public static let builtInSets: [any BuiltInSet.Type] = [BuiltInTable.self]
  /// What can draft a manifest from files.
  public static let drafters: [any ManifestDrafter.Type] = [CSVDrafter.self]
}
