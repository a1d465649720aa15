/// An affine map of the channels, the same at each position, optionally followed by ReLU.
///
/// Shapes: input `[channels, length]`, weight `[outputChannels, channels]`, bias `[outputChannels]`,
/// output `[outputChannels, length]`. Positions of all examples are the rows of one product.
///
/// - Source: Vaswani et al., NeurIPS 2017, section 3.3; weights begin like PyTorch's `Linear`.
public struct PositionwiseDense: Layer {
  /// The number of outputs at each position.
  public let outputChannels: Int
  var hasReLU = false

  /// Creates a dense layer for each position.
  public init(_ outputChannels: Int) { self.outputChannels = outputChannels }

  /// The stem of its names.
  public var kind: String { "dense" }
  /// What it does, in a few words.
  public var summary: String {
    "dense at each position, \(outputChannels)" + (hasReLU ? ", ReLU" : "")
  }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard outputChannels > 0 else {
      throw .setting(layer: name, found: "\(outputChannels) outputs", expected: "at least 1")
    }
    try checkSequence(input, named: name)
    return [outputChannels, input[1]]
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  { RowProduct.descriptions(name, inputs: input[0], outputs: outputChannels) }

  /// Returns one layer that does the work of this one and the next, or nil when there is none.
  public func fused(with next: any Layer) -> (any Layer)? {
    guard next is ReLU, !hasReLU else { return nil }
    var copy = self
    copy.hasReLU = true
    return copy
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let own = try parameters(for: Array(input.extents.dropFirst()), named: name)
    let product = RowProduct(name: name, weight: own[0], bias: own[1], hasReLU: hasReLU)
    let output = try product.build(in: plan, input: plan.rows(of: input))
    return try plan.sequence(of: output, length: input.extents[2])
  }
}

/// Refuses shapes that are not sequences.
func checkSequence(_ input: [Int], named name: String) throws(EngineError) {
  guard input.count == 2 else {
    throw .shape(layer: name, found: input, expected: "[channels, length]")
  }
}
