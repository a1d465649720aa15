/// Layers in a row: those of a network, or a path inside another layer.
public struct LayerPath: Sendable {
  let layers: [any Layer]
  /// What stands before the name of each layer; nil for the layers of a network.
  let name: String?

  init(_ layers: [any Layer], name: String?) {
    self.layers = layers
    self.name = name
  }

  private func name(of stem: String) -> String { name.map { "\($0).\(stem)" } ?? stem }

  /// Each layer with the shape it makes and its parameters, for an input shape.
  func rows(for input: [Int]) throws(EngineError) -> [Network.Row] {
    var shape = input
    var rows: [Network.Row] = []
    for (stem, layer) in zip(Network.names(of: layers), layers) {
      let name = name(of: stem)
      var parts: [Network.Row] = []
      for path in layer.paths(named: name) { parts += try path.rows(for: shape) }
      let parameters = try layer.parameters(for: shape, named: name)
      shape = try layer.outputShape(for: shape, named: name)
      rows.append(
        Network.Row(
          name: name, summary: layer.summary, shape: shape, parameters: parameters, parts: parts))
    }
    return rows
  }

  /// The shape that the path makes of an input shape.
  func outputShape(for input: [Int]) throws(EngineError) -> [Int] {
    try rows(for: input).last?.shape ?? input
  }

  /// Adds the path's steps to a plan.
  func build(in plan: PlanBuilder, input: Tensor) throws(EngineError) -> Tensor {
    var output = input
    for (stem, layer) in Lowering.lowered(layers) {
      output = try layer.build(in: plan, named: name(of: stem), input: output)
    }
    return output
  }
}
