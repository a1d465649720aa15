/// The Gaussian error linear unit, `x · Φ(x)` with the normal distribution function `Φ`; exact, not
/// the approximation by tanh.
///
/// - Source: Hendrycks and Gimpel, arXiv 1606.08415, 2016, section 2.
public struct GELU: Layer {
  /// Creates the unit.
  public init() {}

  /// The stem of its names.
  public var kind: String { "gelu" }
  /// What it does, in a few words.
  public var summary: String { "GELU" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    input
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let output = plan.tensor(input.layout, needsGradient: input.needsGradient)
    plan.run("\(name) forward") { $0.geluForward(input, output) }
    guard input.needsGradient else { return output }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: name)
      let result = plan.writable(slope)
      plan.run("\(name) backward") { $0.geluBackward(slope, input: input, into: result) }
      try plan.file(result, asGradientOf: input)
    }
    return output
  }
}
