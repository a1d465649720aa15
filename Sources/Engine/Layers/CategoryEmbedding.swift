/// Replaces the ids of a table's columns by learned vectors; numbers pass.
///
/// Shapes: input `[numeric + categorical]`, numbers before ids; weight with the vectors of all columns
/// of ids below each other `[sum of cardinalities, width]`; output `[numeric + categorical · width]`.
/// Must be the first layer.
///
/// - Source: Guo and Berkhahn, arXiv 1604.06737, 2016; initial values uniform in `±1 / sqrt(width)`
///   as in the program of Gorishniy et al., NeurIPS 2021.
public struct CategoryEmbedding: Layer {
  /// Columns of numbers.
  public let numeric: Int
  /// How many ids each further column has.
  public let cardinalities: [Int]
  /// Floats of a vector.
  public let width: Int

  /// Creates vectors for the ids of a table.
  public init(numeric: Int, cardinalities: [Int], width: Int) {
    self.numeric = numeric
    self.cardinalities = cardinalities
    self.width = width
  }

  /// The stem of its names.
  public var kind: String { "categories" }
  /// What it does, in a few words.
  public var summary: String { "vectors of \(width) for \(cardinalities.count) categories" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    try checkColumns(
      input, numeric: numeric, cardinalities: cardinalities, width: width, named: name)
    return [numeric + cardinalities.count * width]
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    [
      ParameterDescription(
        name: "\(name).weight", shape: [cardinalities.reduce(0, +), width], role: .weight,
        initializer: .fanIn(width))
    ]
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    precondition(!input.needsGradient, "\(name) must be the first layer")
    precondition(!cardinalities.isEmpty, "\(name) needs a column of ids")
    let own = try parameters(for: Array(input.extents.dropFirst()), named: name)[0]
    let vectors = plan.parameter(own, preferring: try .plain(own.shape))
    let columns = TableColumns(numeric: numeric, cardinalities: cardinalities)
    let output = plan.tensor(
      try .plain([input.extents[0], numeric + cardinalities.count * width]))
    plan.run("\(name) forward") {
      $0.categoriesForward(columns, input, vectors: vectors, into: output)
    }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: "\(name) backward")
      let sum = plan.gradient(ofParameter: vectors)
      plan.run("\(name) backward") {
        $0.categoriesBackward(columns, input, gradient: slope, into: sum)
      }
    }
    return output
  }
}
