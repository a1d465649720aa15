/// A token for each column of a table, behind a learned class token.
///
/// Shapes: input `[numeric + categorical]`, numbers before ids; `class` `[width]`, `weight`
/// `[numeric, width]`, `bias` `[numeric + categorical, width]`, `categories` with the vectors of all
/// columns of ids below each other `[sum of cardinalities, width]`; output
/// `[width, 1 + numeric + categorical]`. A number's token is `value · weight + bias`, an id's is its
/// vector `+ bias`. Must be the first layer. None of its parameters is decayed.
///
/// - Source: Gorishniy, Rubachev, Khrulkov, Babenko, NeurIPS 2021, section 3.3; initial values uniform
///   in `±1 / sqrt(width)` as in the authors' program.
public struct FeatureTokens: Layer {
  /// Columns of numbers.
  public let numeric: Int
  /// How many ids each further column has.
  public let cardinalities: [Int]
  /// Floats of a token.
  public let width: Int

  /// Creates tokens for the columns of a table.
  public init(numeric: Int, cardinalities: [Int], width: Int) {
    self.numeric = numeric
    self.cardinalities = cardinalities
    self.width = width
  }

  /// The stem of its names.
  public var kind: String { "tokens" }
  /// What it does, in a few words.
  public var summary: String {
    "tokens of \(width) for \(numeric) numbers and \(cardinalities.count) categories"
  }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    try checkColumns(
      input, numeric: numeric, cardinalities: cardinalities, width: width, named: name)
    return [width, 1 + input[0]]
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    var shapes = [("class", [width]), ("bias", [numeric + cardinalities.count, width])]
    if numeric > 0 { shapes.append(("weight", [numeric, width])) }
    if !cardinalities.isEmpty {
      shapes.append(("categories", [cardinalities.reduce(0, +), width]))
    }
    return shapes.map { part, shape in
      ParameterDescription(
        name: "\(name).\(part)", shape: shape, role: .bias, initializer: .fanIn(width))
    }
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    precondition(!input.needsGradient, "\(name) must be the first layer")
    let own = try parameters(for: Array(input.extents.dropFirst()), named: name)
    var found: [String: Tensor] = [:]
    for description in own {
      found[description.name] = plan.parameter(
        description, preferring: try .plain(description.shape))
    }
    guard let token = found["\(name).class"], let bias = found["\(name).bias"] else {
      preconditionFailure("every table has a class token and biases")
    }
    let tensors = Memory.TokenTensors(
      columns: TableColumns(numeric: numeric, cardinalities: cardinalities), width: width,
      input: input, token: token, bias: bias, weight: found["\(name).weight"],
      vectors: found["\(name).categories"])
    let output = plan.tensor(
      try .channelsLast([input.extents[0], width, 1 + input.extents[1]]))
    plan.run("\(name) forward") { $0.tokensForward(tensors, into: output) }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: "\(name) backward")
      let gradients = tensors.gradients(in: plan)
      plan.run("\(name) backward") { $0.tokensBackward(tensors, gradient: slope, gradients) }
    }
    return output
  }
}

/// The columns of a table: numbers, then ids.
struct TableColumns {
  let numeric: Int
  let cardinalities: [Int]

  var count: Int { numeric + cardinalities.count }
  /// The ids of all columns together.
  var vectorCount: Int { cardinalities.reduce(0, +) }
}

/// Refuses shapes and settings that are not those of a table.
func checkColumns(
  _ input: [Int], numeric: Int, cardinalities: [Int], width: Int, named name: String
) throws(EngineError) {
  guard width > 0, numeric >= 0, cardinalities.allSatisfy({ $0 > 0 }) else {
    throw .setting(
      layer: name, found: "width \(width), \(numeric) numbers, cardinalities \(cardinalities)",
      expected: "a positive width and positive cardinalities")
  }
  guard input == [numeric + cardinalities.count] else {
    throw .shape(layer: name, found: input, expected: "[\(numeric + cardinalities.count)]")
  }
}
