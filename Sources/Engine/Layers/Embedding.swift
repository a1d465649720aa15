/// A learned vector for each word, or the mean of the vectors of a text.
///
/// Shapes: input `[length]` of word ids from 0 to `vocabulary - 1`, weight `[vocabulary, width]`,
/// output `[width, length]` (channels last in memory), or `[width]` for the mean. Id 0 is padding: its
/// vector is zero, receives no gradient and does not count in the mean, which is over the true length.
///
/// - Source: Bengio et al., *JMLR* 3, 2003; the mean, Joulin et al., EACL 2017.
public struct Embedding: Layer {
  /// The number of word ids.
  public let vocabulary: Int
  /// The length of a vector.
  public let width: Int
  /// Whether the output is the mean over the text.
  public let isMean: Bool
  /// Initial values are uniform in `±bound`.
  public let bound: Float

  /// Creates a table of word vectors.
  ///
  /// - Parameters:
  ///   - vocabulary: the number of word ids, padding's among them.
  ///   - width: the length of a vector.
  ///   - mean: whether the output is the mean over the text.
  ///   - bound: initial values are uniform in `±bound`.
  public init(vocabulary: Int, width: Int, mean: Bool = false, bound: Float) {
    self.vocabulary = vocabulary
    self.width = width
    isMean = mean
    self.bound = bound
  }

  /// The stem of its names.
  public var kind: String { "embedding" }
  /// What it does, in a few words.
  public var summary: String {
    "\(vocabulary) words × \(width)" + (isMean ? ", mean over the text" : "")
  }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard input.count == 1 else {
      throw .shape(layer: name, found: input, expected: "[length] of word ids")
    }
    guard vocabulary > 1, width > 0 else {
      throw .setting(
        layer: name, found: "\(vocabulary) words of \(width)", expected: "at least 2 words of 1")
    }
    return isMean ? [width] : [width, input[0]]
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    [
      ParameterDescription(
        name: "\(name).weight", shape: [vocabulary, width], role: .table,
        initializer: .rows(width: width, bound: bound))
    ]
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let own = try parameters(for: Array(input.extents.dropFirst()), named: name)[0]
    let table = plan.parameter(own, preferring: try .plain(own.shape))
    guard case .parameter(let index) = table.place else {
      preconditionFailure("a parameter lives among the parameters")
    }
    let positions = input.extents.reduce(1, *)
    plan.parameters.registerTable(index, rows: vocabulary, width: width, positions: positions)
    let lengths = isMean ? try plan.lengths : nil
    let layout: Descriptor =
      isMean
      ? try .plain([input.extents[0], width])
      : try .channelsLast([input.extents[0], width, input.extents[1]])
    let output = plan.tensor(layout)
    plan.run("\(name) forward") { $0.tableForward(table, input, into: output, lengths: lengths) }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slopes = try plan.converted(gradient, to: layout, for: "\(name) backward")
      plan.run("\(name) backward") {
        $0.tableBackward(table, input, slopes: slopes, lengths: lengths)
      }
    }
    return output
  }
}
