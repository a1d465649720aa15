/// A rectified gate: the first half of the channels times ReLU of the second half.
///
/// Shapes: input `[2 · channels, length]` or `[2 · channels]`, output with half the channels.
///
/// - Source: Shazeer, arXiv 2002.05202, 2020, equation 5, with the halves in the order of Gorishniy
///   et al., NeurIPS 2021.
public struct ReGLU: Layer {
  /// Creates the gate.
  public init() {}

  /// The stem of its names.
  public var kind: String { "reglu" }
  /// What it does, in a few words.
  public var summary: String { "ReGLU" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard (1...2).contains(input.count), input[0].isMultiple(of: 2) else {
      throw .shape(
        layer: name, found: input,
        expected: "[channels, length] or [channels], an even number of channels")
    }
    return [input[0] / 2] + input.dropFirst()
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let source = try plan.rows(of: input)
    let output = plan.tensor(
      try .plain([source.extents[0], source.extents[1] / 2]), needsGradient: input.needsGradient)
    plan.run("\(name) forward") { $0.regluForward(source, output) }
    plan.onBackward { (plan) throws(EngineError) in
      guard source.needsGradient, let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: name)
      let result = plan.tensor(source.layout, needsGradient: false)
      plan.run("\(name) backward") { $0.regluBackward(slope, input: source, into: result) }
      try plan.file(result, asGradientOf: source)
    }
    return input.extents.count == 2
      ? output : try plan.sequence(of: output, length: input.extents[2])
  }
}
