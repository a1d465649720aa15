/// The rectifier, `max(input, 0)`; its gradient at 0 is 0.
///
/// A plan fuses it into the layer in front of it where that layer can do so.
public struct ReLU: Layer {
  /// Creates a rectifier.
  public init() {}

  /// The stem of its names.
  public var kind: String { "relu" }
  /// What it does, in a few words.
  public var summary: String { "ReLU" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    input
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let output = plan.tensor(input.layout, needsGradient: input.needsGradient)
    plan.run("\(name) forward") { $0.reluForward(input, output) }
    guard input.needsGradient else { return output }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: name)
      let result = plan.writable(slope)
      plan.run("\(name) backward") { $0.reluBackward(slope, output: output, into: result) }
      try plan.file(result, asGradientOf: input)
    }
    return output
  }
}
