public import Records

/// What is said about exported weights, beside them.
public struct ModelCard: Codable, Sendable {
  /// The version of this layout.
  public var format = 1
  /// What the model is, in a few words.
  public var summary: String
  /// Where the model was published.
  public var citation: String
  /// The shape of one example.
  public var inputShape: [Int]
  /// Word ids where examples are words; nil elsewhere.
  public var vocabulary: Int?
  /// The cardinalities of the last columns where those are ids of categories; nil elsewhere.
  public var cardinalities: [Int]?
  /// Class names in label order.
  public var classes: [String]
  /// How it was trained, on what, by what, and how well it does.
  public var record: TrialRecord
  /// The command that writes these files again.
  public var command: String
  /// The SHA-256 of each file beside the card, by name.
  public var files: [String: String]
}
