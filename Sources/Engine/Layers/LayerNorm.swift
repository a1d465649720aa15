/// Normalises the channels of each position to mean 0 and variance 1, then scales and shifts them.
///
/// Shapes: input and output `[channels, length]` or `[channels]`; scale and shift `[channels]`. The
/// variance is the biased one. What is padding is normalised like the rest and gets no gradient as
/// long as nothing reads it.
///
/// - Source: Ba, Kiros, Hinton, arXiv 1607.06450, 2016, equation 4.
public struct LayerNorm: Layer {
  /// Added to the variance.
  public let epsilon: Float

  /// Creates a layer normalisation.
  public init(epsilon: Float = 1e-5) { self.epsilon = epsilon }

  /// The stem of its names.
  public var kind: String { "norm" }
  /// What it does, in a few words.
  public var summary: String { "layer norm" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard (1...2).contains(input.count) else {
      throw .shape(layer: name, found: input, expected: "[channels, length] or [channels]")
    }
    return input
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    [("weight", Float(1)), ("bias", 0)].map { part, value in
      ParameterDescription(
        name: "\(name).\(part)", shape: [input[0]], role: .bias, initializer: .constant(value))
    }
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let source = try plan.positionsFirst(input)
    let own = try parameters(for: Array(source.extents.dropFirst()), named: name)
    let vector = try Descriptor.plain([source.extents[1]])
    let statistics = try Descriptor.plain([source.layout.floatCount / source.extents[1]])
    let tensors = Memory.LayerNormTensors(
      input: source, scale: plan.parameter(own[0], preferring: vector),
      shift: plan.parameter(own[1], preferring: vector),
      means: plan.tensor(statistics, needsGradient: false),
      reciprocals: plan.tensor(statistics, needsGradient: false))
    let output = plan.tensor(source.layout)
    let epsilon = epsilon
    plan.run("\(name) forward") {
      $0.layerNormForward(tensors, output: output, epsilon: epsilon)
    }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: "\(name) backward")
      let dScale = plan.gradient(ofParameter: tensors.scale)
      let dShift = plan.gradient(ofParameter: tensors.shift)
      try plan.fileSum(asGradientOf: source, layout: source.layout, for: "\(name) backward") {
        addend, result in
        plan.run("\(name) backward") {
          $0.layerNormBackward(
            tensors, gradient: slope, addend: addend, result: result, scaleGradient: dScale,
            shiftGradient: dShift)
        }
      }
    }
    return output
  }
}
