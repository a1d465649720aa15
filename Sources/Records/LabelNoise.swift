/// Labels of the training part that are changed at random, to study what a loss does with mistakes.
///
/// Test labels never change. Labels held out for validation are as noisy as those trained on: in
/// the situation that is studied, nobody has clean ones.
public struct LabelNoise: Codable, Hashable, Sendable {
  /// Which wrong label an example gets.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Any of the other classes, each as likely.
    case symmetric
    /// The next class, and the first after the last.
    case pair
    /// A class that depends on what the example looks like, for some examples more often than others.
    case instance
  }

  /// Which wrong label an example gets.
  public var kind: Kind
  /// The chance that a label is changed, above 0 and below 1; for `instance`, the mean chance.
  public var rate: Double

  /// Creates a description.
  public init(kind: Kind, rate: Double) {
    self.kind = kind
    self.rate = rate
  }

  /// The noise in words, such as `symmetric label noise 0.2`.
  public var title: String { "\(kind.rawValue) label noise \(rate)" }
}

/// What became of the training labels of a trial with label noise.
public struct NoiseFacts: Codable, Hashable, Sendable {
  /// Training examples, those held out not counted.
  public var exampleCount: Int
  /// How many of them have a label that was changed.
  public var changedCount: Int
  /// The SHA-256 of the labels trained on, as little-endian 32-bit numbers.
  public var labelDigest: String

  /// Creates the facts.
  public init(exampleCount: Int, changedCount: Int, labelDigest: String) {
    self.exampleCount = exampleCount
    self.changedCount = changedCount
    self.labelDigest = labelDigest
  }
}
