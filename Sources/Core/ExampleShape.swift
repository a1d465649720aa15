/// The shape of one example, from which models infer every other shape.
public enum ExampleShape: Hashable, Sendable {
  /// A row of numbers: `[features]`.
  case features(Int)
  /// A picture: `[channels, height, width]`, row-major.
  case image(channels: Int, height: Int, width: Int)
  /// A series: `[channels, length]`, row-major.
  case series(channels: Int, length: Int)
  /// Numbered words: `[length]`, ids from 0 to `vocabulary - 1`, 0 for padding after the last word.
  ///
  /// An id is written as a float, which is exact below 2²⁴.
  case tokens(length: Int, vocabulary: Int)
  /// A row of numbers, then an id for each column of words: `[numeric + cardinalities.count]`.
  ///
  /// The id of column `k` is a whole number from 0 to `cardinalities[k] - 1`, written as a float. 0
  /// stands for a word that was not among the training rows, so a model that learns a vector for
  /// each id has one for it that never changes.
  case mixed(numeric: Int, cardinalities: [Int])

  /// The extents of one example, without the batch.
  public var dimensions: [Int] {
    switch self {
    case .features(let count): [count]
    case .image(let channels, let height, let width): [channels, height, width]
    case .series(let channels, let length): [channels, length]
    case .tokens(let length, _): [length]
    case .mixed(let numeric, let cardinalities): [numeric + cardinalities.count]
    }
  }

  /// The number of floats in one example.
  public var elementCount: Int { dimensions.reduce(1, *) }
}

extension ExampleShape: CustomStringConvertible {
  /// The extents with a multiplication sign between them, such as `1×28×28`.
  public var description: String { dimensions.map(String.init).joined(separator: "×") }
}
