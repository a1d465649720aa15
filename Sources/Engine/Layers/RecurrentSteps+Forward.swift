/// The forward pass of a recurrent layer.
extension RecurrentSteps {
  func buildForward(in plan: PlanBuilder) throws(EngineError) {
    let (weights, bias) = try turnedInputParameters(in: plan)
    if plan.isTraining {
      try buildInputProduct(in: plan, positions: 0..<length, weights, bias)
    }
    let label = "\(name) recurrent product"
    let recurrentBias = try plan.row(recurrentBiases)
    let shared = try plan.packed(
      plan.transposed(recurrentWeights), forProductsOf: .plain([batch, hidden]),
      bias: recurrentBias, into: product.layout, reader: label)
    for position in 0..<length {
      if !plan.isTraining {
        try buildInputProduct(in: plan, positions: position..<(position + 1), weights, bias)
      }
      let tensors = try tensors(of: position, in: plan)
      try plan.multiply(
        label, tensors.states.before, shared, bias: recurrentBias, into: product)
      plan.run("\(name) gates") { $0.recurrentForward(tensors) }
    }
  }

  /// The input's part of the gates, for some positions at once.
  private func buildInputProduct(
    in plan: PlanBuilder, positions: Range<Int>, _ weights: Tensor, _ bias: Tensor
  ) throws(EngineError) {
    let (rows, columns) = (positions.count * batch, cell.gateCount * hidden)
    let part = plan.part(
      of: source, from: positions.lowerBound * batch * inputs, try .plain([rows, inputs]))
    let destination = plan.part(
      of: gates, from: 0, try .strided([rows, columns], by: [4 * hidden, 1]))
    try plan.multiply("\(name) input product", part, weights, bias: bias, into: destination)
  }

  /// The input's weights, transposed, and bias, in the order that the gates have in memory.
  private func turnedInputParameters(in plan: PlanBuilder) throws(EngineError)
    -> (weights: Tensor, bias: Tensor)
  {
    guard cell.inputTurn > 0 else {
      return (try plan.transposed(inputWeights), try plan.row(inputBiases))
    }
    let split = (cell.gateCount - cell.inputTurn) * hidden
    let bias = plan.tensor(inputBiases.layout, needsGradient: false)
    let biases = inputBiases
    plan.run("\(name) order of gates") { $0.turn(biases, at: split, into: bias) }
    return (try plan.transposed(turnedInputWeights(in: plan)), try plan.row(bias))
  }

  /// The input's weights in the order that the gates have in memory.
  func turnedInputWeights(in plan: PlanBuilder) -> Tensor {
    guard cell.inputTurn > 0 else { return inputWeights }
    let split = (cell.gateCount - cell.inputTurn) * hidden * inputs
    let weights = plan.tensor(inputWeights.layout, needsGradient: false)
    let source = inputWeights
    plan.run("\(name) order of gates") { $0.turn(source, at: split, into: weights) }
    return weights
  }
}
