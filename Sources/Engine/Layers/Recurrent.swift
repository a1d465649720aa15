/// A recurrent layer over a series; its output is the state after the last true position.
///
/// Shapes: input `[channels, length]`, output `[hidden]`. Of each stacked layer and gate count
/// `g` (4 for LSTM, 3 for GRU): input weights `[g · hidden, inputs]`, recurrent weights
/// `[g · hidden, hidden]` and two biases `[g · hidden]`, in PyTorch's order and with its names. All
/// begin uniform in `±1 / sqrt(hidden)`, as PyTorch has them. States begin at zero.
///
/// Positions behind an example's true length change neither its output nor any gradient.
public struct Recurrent: Layer {
  /// The equations of a step.
  public let cell: RecurrentCell
  /// The size of the state.
  public let hidden: Int
  /// Stacked layers; each reads the states of the one below.
  public let depth: Int

  /// Creates a recurrent layer.
  public init(_ cell: RecurrentCell, hidden: Int, depth: Int = 1) {
    self.cell = cell
    self.hidden = hidden
    self.depth = depth
  }

  /// The stem of its names.
  public var kind: String { cell.rawValue }
  /// What it does, in a few words.
  public var summary: String {
    "\(cell.title), \(hidden)" + (depth == 1 ? "" : ", \(depth) layers") + ", last state"
  }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard input.count == 2, input.allSatisfy({ $0 > 0 }) else {
      throw .shape(layer: name, found: input, expected: "[channels, length]")
    }
    guard hidden > 0, depth > 0 else {
      throw .setting(
        layer: name, found: "a state of \(hidden), \(depth) layers", expected: "positive numbers")
    }
    return [hidden]
  }

  /// Returns its parameters, four for each stacked layer.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    _ = try outputShape(for: input, named: name)
    let rows = cell.gateCount * hidden
    return (0..<depth).flatMap { layer in
      let inputs = layer == 0 ? input[0] : hidden
      func one(_ part: String, _ shape: [Int], _ role: ParameterDescription.Role)
        -> ParameterDescription
      {
        ParameterDescription(
          name: "\(name).\(part)_l\(layer)", shape: shape, role: role,
          initializer: .fanIn(hidden))
      }
      return [
        one("weight_ih", [rows, inputs], .weight), one("weight_hh", [rows, hidden], .weight),
        one("bias_ih", [rows], .bias), one("bias_hh", [rows], .bias),
      ]
    }
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let shape = Array(input.extents.dropFirst())
    let own = try parameters(for: shape, named: name)
    var series = input
    for layer in 0..<depth {
      let steps = try RecurrentSteps(
        in: plan, cell: cell, name: depth == 1 ? name : "\(name) layer \(layer + 1)", input: series,
        hidden: hidden, parameters: Array(own[(4 * layer)..<(4 * layer + 4)]))
      if layer == depth - 1 { return try steps.buildLastState(in: plan) }
      series = try steps.buildSeries(in: plan)
    }
    return series
  }
}
