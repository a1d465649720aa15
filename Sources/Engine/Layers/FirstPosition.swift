/// The channels of the first position, such as a class token.
///
/// Shapes: input `[channels, length]`, output `[channels]`.
public struct FirstPosition: Layer {
  /// Creates the layer.
  public init() {}

  /// The stem of its names.
  public var kind: String { "first" }
  /// What it does, in a few words.
  public var summary: String { "first position" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    try checkSequence(input, named: name)
    return [input[0]]
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let source = try plan.positionsFirst(input)
    let output = plan.tensor(
      try .plain(Array(source.extents.prefix(2))), needsGradient: source.needsGradient)
    plan.run("\(name) forward") { $0.firstForward(source, into: output) }
    plan.onBackward { (plan) throws(EngineError) in
      guard source.needsGradient, let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: "\(name) backward")
      let result = plan.tensor(source.layout, needsGradient: false)
      plan.run("\(name) backward") { $0.firstBackward(slope, into: result) }
      try plan.file(result, asGradientOf: source)
    }
    return output
  }
}
