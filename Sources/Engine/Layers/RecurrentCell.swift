/// The equations of one step of a recurrent layer, `x` its input and `h` the state.
///
/// With `σ` the logistic function, products of matrices written with `·` and others with `*`:
///
/// - ``lstm``: `i, f, o = σ(W·x + U·h + b)`, `g = tanh(W·x + U·h + b)`, `c' = f * c + i * g`,
///   `h' = o * tanh(c')`.
/// - ``gru``: `r, z = σ(W·x + U·h + b)`, `n = tanh(W·x + b + r * (U·h + b'))`,
///   `h' = (1 − z) * n + z * h`.
///
/// Each gate has its own rows of `W` and `U`, in the order `i, f, g, o` or `r, z, n`, and a bias on
/// each side.
///
/// - Source: LSTM: Hochreiter and Schmidhuber, Neural Computation 9(8), 1997, with the forget gate of
///   Gers, Schmidhuber, Cummins, 2000. GRU: Cho et al., EMNLP 2014, with the reset gate after the
///   recurrent product, as PyTorch and cuDNN have it.
public enum RecurrentCell: String, Hashable, Sendable {
  /// Long short-term memory.
  case lstm
  /// Gated recurrent unit.
  case gru

  /// The blocks of `hidden` rows of each weight.
  public var gateCount: Int {
    switch self {
    case .lstm: 4
    case .gru: 3
    }
  }

  /// The name for people.
  var title: String { rawValue.uppercased() }

  /// The blocks of the input weights, `rows` of the parameter, and where they lie among the gates.
  ///
  /// An LSTM's gates in memory are in the parameter's order. A GRU's are `r`, `z`, the state's part of
  /// `n` and the input's part of `n`, so that what belongs to the state is one range of columns.
  var inputBlocks: [(rows: Range<Int>, gate: Int)] {
    switch self {
    case .lstm: [(0..<2, 0), (2..<4, 2)]
    case .gru: [(0..<2, 0), (2..<3, 3)]
    }
  }

  /// Whether the gates have the blocks of the input weights elsewhere than the parameter.
  var arrangesInput: Bool { self == .gru }
}
