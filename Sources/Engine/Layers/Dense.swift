import COneDNN

/// An affine map of all inputs, `output = input · weightᵀ + bias`, optionally followed by ReLU.
///
/// Shapes: any input shape of `inputFeatures` floats, weight `[outputFeatures, inputFeatures]`,
/// bias `[outputFeatures]`, output `[outputFeatures]`. An input of several axes is read in row-major
/// order, so a flattened image needs no copy.
public struct Dense: Layer {
  /// The number of outputs.
  public let outputFeatures: Int
  var hasReLU = false

  /// Creates a dense layer.
  public init(_ outputFeatures: Int) { self.outputFeatures = outputFeatures }

  /// The stem of its names.
  public var kind: String { "dense" }
  /// What it does, in a few words.
  public var summary: String { "dense, \(outputFeatures)" + (hasReLU ? ", ReLU" : "") }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard outputFeatures > 0 else {
      throw .setting(layer: name, found: "\(outputFeatures) outputs", expected: "at least 1")
    }
    return [outputFeatures]
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    let inputs = input.reduce(1, *)
    return [
      ParameterDescription(
        name: "\(name).weight", shape: [outputFeatures, inputs], role: .weight,
        initializer: .fanIn(inputs)),
      ParameterDescription(
        name: "\(name).bias", shape: [outputFeatures], role: .bias, initializer: .fanIn(inputs)),
    ]
  }

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
    let steps = AffineSteps(
      name: name, weight: own[0], weightExtents: [outputFeatures] + input.extents.dropFirst(),
      bias: own[1], hasReLU: hasReLU, make: Self.create)
    return try steps.build(
      in: plan, input: input, outputExtents: [input.extents[0], outputFeatures])
  }

  private static func create(
    _ library: LibraryEngine, _ operands: AffineSteps.Operands, _ name: String
  ) throws(EngineError) -> Primitive {
    var handle: OpaquePointer?
    // SAFETY: all descriptors outlive the call, which copies what it keeps.
    let status = unsafe lb_inner_product_create(
      library.handle, operands.direction, operands.source.handle, operands.weights.handle,
      operands.bias?.handle, operands.destination.handle, operands.hasReLU ? 1 : 0,
      operands.forward?.handle, &handle)
    return try unsafe Primitive(name, handle, status: status)
  }
}
