/// Layers in a row inside another layer, each named behind the other's name.
struct LayerPath {
  let layers: [any Layer]
  let name: String

  init(_ layers: [any Layer], name: String) {
    self.layers = layers
    self.name = name
  }

  /// The shape the path makes of an input shape, and its parameters.
  func rows(for input: [Int]) throws(EngineError)
    -> (shape: [Int], parameters: [ParameterDescription])
  {
    var shape = input
    var parameters: [ParameterDescription] = []
    for (stem, layer) in zip(Network.names(of: layers), layers) {
      parameters += try layer.parameters(for: shape, named: "\(name).\(stem)")
      shape = try layer.outputShape(for: shape, named: "\(name).\(stem)")
    }
    return (shape, parameters)
  }

  /// Adds the path's steps to a plan.
  func build(in plan: PlanBuilder, input: Tensor) throws(EngineError) -> Tensor {
    var output = input
    for (stem, layer) in Lowering.lowered(layers) {
      output = try layer.build(in: plan, named: "\(name).\(stem)", input: output)
    }
    return output
  }
}
