/// Adds a learned vector to each position.
///
/// Shapes: input and output `[channels, length]`, weight `[length, channels]`. The weight begins
/// uniform with the standard deviation 0.02 that BERT's has.
///
/// - Source: Gehring et al., ICML 2017, section 3.1; Devlin et al., NAACL 2019.
public struct PositionEmbedding: Layer {
  /// The bound of the initial values: uniform in ± this has a standard deviation of 0.02.
  public static let bound: Float = 0.034_641_016

  /// Creates a position embedding.
  public init() {}

  /// The stem of its names.
  public var kind: String { "position" }
  /// What it does, in a few words.
  public var summary: String { "learned position embedding" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    try checkSequence(input, named: name)
    return input
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    [
      ParameterDescription(
        name: "\(name).weight", shape: [input[1], input[0]], role: .weight,
        initializer: .uniform(bound: Self.bound))
    ]
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let source = try plan.positionsFirst(input)
    let own = try parameters(for: Array(source.extents.dropFirst()), named: name)
    let table = plan.parameter(own[0], preferring: try .plain(own[0].shape))
    let output = plan.tensor(source.layout)
    plan.run("\(name) forward") { $0.addRepeated(source, table: table, into: output) }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: "\(name) backward")
      let sum = plan.gradient(ofParameter: table)
      plan.run("\(name) backward") { $0.sumRepeated(slope, into: sum) }
      if source.needsGradient { try plan.handOn(slope, asGradientOf: source) }
    }
    return output
  }
}
