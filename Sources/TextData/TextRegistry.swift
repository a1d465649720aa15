public import DataStore

/// What this module adds to a ``DatasetLibrary``.
public enum TextRegistry {
  /// The text formats that can be read.
  public static let decoders: [any DatasetDecoder.Type] = [
    TextCSVDecoder.self, TextFilesDecoder.self, LabelledLinesDecoder.self,
  ]
  /// The generated text sets.
  public static let builtInSets: [any BuiltInSet.Type] = [BuiltInText.self]
  /// What can draft a manifest from files.
  public static let drafters: [any ManifestDrafter.Type] = [TextDrafter.self]
}
