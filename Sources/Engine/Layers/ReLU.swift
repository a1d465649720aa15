/// The rectifier, `max(input, 0)`; its gradient at 0 is 0.
///
/// A plan fuses it into the layer in front of it where that layer can do so.
public struct ReLU: Layer {
  /// Creates a rectifier.
  public init() {}

  public var kind: String { "relu" }
  public var summary: String { "ReLU" }

  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    input
  }

  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let output = plan.tensor(input.layout, needsGradient: input.needsGradient)
    plan.run("\(name) forward") { $0.reluForward(input, output) }
    guard input.needsGradient else { return output }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: name)
      plan.run("\(name) backward") { $0.reluBackward(slope, output: output) }
      try plan.file(slope, asGradientOf: input)
    }
    return output
  }
}
