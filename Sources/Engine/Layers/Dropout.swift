import Core

/// Zeroes each value with a probability while training and scales the others up to keep the mean.
///
/// Masks come from the step's dropout key and the element's position in memory, so arms of one seed
/// share them, nothing is stored, and a resumed trial makes them again. The position depends on the
/// layout that oneDNN chose, so masks differ between instruction sets; records name theirs.
///
/// - Source: Srivastava et al., *JMLR* 15, 2014, in the inverted form.
public struct Dropout: Layer {
  /// The probability of zero, in `0..<1`.
  public let rate: Double

  /// Creates a dropout layer.
  public init(_ rate: Double) { self.rate = rate }

  /// The stem of its names.
  public var kind: String { "dropout" }
  /// What it does, in a few words.
  public var summary: String { "dropout \(rate)" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard (0..<1).contains(rate) else {
      throw .setting(layer: name, found: "rate \(rate)", expected: "at least 0 and below 1")
    }
    return input
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    guard plan.isTraining, rate > 0 else { return input }
    let output = plan.tensor(input.layout, needsGradient: input.needsGradient)
    let salt = RandomStream(seed: 0).split(name).key
    let share = Float(rate)
    plan.run("\(name) forward") { $0.dropout(input, output, rate: share, salt: salt) }
    guard input.needsGradient else { return output }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: name)
      let result = plan.writable(slope)
      plan.run("\(name) backward") { $0.dropout(slope, result, rate: share, salt: salt) }
      try plan.file(result, asGradientOf: input)
    }
    return output
  }
}
