import Core

/// A tensor that a layer owns: what it is called, how large it is and how it begins.
public struct ParameterDescription: Hashable, Sendable {
  /// The unique name, such as `conv2.weight`.
  public let name: String
  /// Row-major extents.
  public let shape: [Int]
  /// How training treats it.
  public let role: Role
  /// The values it begins with.
  public let initializer: Initializer

  /// The number of floats, without padding.
  public var count: Int { shape.reduce(1, *) }

  /// How training treats a tensor.
  public enum Role: Hashable, Sendable {
    /// Trained and decayed.
    case weight
    /// Trained and decayed, by rows: a step changes only the rows it reads, `[rows, width]`.
    case table
    /// Trained, not decayed: biases, normalisation, tokens of columns.
    case bias
    /// Not trained: running averages.
    case statistic
  }

  /// The distribution of initial values.
  public enum Initializer: Hashable, Sendable {
    /// Every element the same.
    case constant(Float)
    /// Uniform in `±bound`.
    case uniform(bound: Float)
    /// Rows of `width`: the first, of padding, is zero; the others are uniform in `±bound`.
    case rows(width: Int, bound: Float)

    /// Uniform in `±1 / sqrt(fanIn)`, for weights and biases of dense and convolution layers.
    ///
    /// - Source: LeCun et al., *Efficient BackProp*, 1998, as PyTorch initialises `Linear` and
    ///   `Conv2d`.
    public static func fanIn(_ fanIn: Int) -> Initializer {
      .uniform(bound: 1 / Float(max(1, fanIn)).squareRoot())
    }

    /// Returns initial values in row-major order.
    func values(count: Int, from stream: RandomStream) -> [Float] {
      switch self {
      case .constant(let value):
        return [Float](repeating: value, count: count)
      case .uniform(let bound):
        var stream = stream
        return (0..<count).map { _ in bound * (2 * stream.uniform() - 1) }
      case .rows(let width, let bound):
        let all = Initializer.uniform(bound: bound).values(count: count, from: stream)
        return all.indices.map { $0 < width ? 0 : all[$0] }
      }
    }
  }
}
