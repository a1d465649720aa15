/// The forward pass of a recurrent layer.
extension RecurrentSteps {
  func buildForward(in plan: PlanBuilder) throws(EngineError) {
    let label = "\(name) recurrent product"
    let bias = try plan.row(recurrentBiases)
    let weights = try plan.packed(
      plan.transposed(recurrentWeights), forProductsOf: .plain([batch, hidden]), bias: bias,
      into: stateProduct.layout, reader: label)
    for position in 0..<length {
      if position % Self.inputPositions == 0 {
        try buildInputProduct(
          in: plan, positions: position..<min(position + Self.inputPositions, length))
      }
      let tensors = try tensors(of: position, in: plan)
      try plan.multiply(label, tensors.states.before, weights, bias: bias, into: stateProduct)
      plan.run("\(name) gates") { $0.recurrentForward(tensors) }
    }
  }

  /// The input's part of the gates, for some positions at once.
  private func buildInputProduct(in plan: PlanBuilder, positions: Range<Int>)
    throws(EngineError)
  {
    let rows = positions.count * batch
    let part = plan.part(
      of: source, from: positions.lowerBound * batch * inputs, try .plain([rows, inputs]))
    let destination = plan.part(
      of: inputProduct, from: 0, try .plain([rows, cell.gateCount * hidden]))
    try plan.multiply(
      "\(name) input product", part, plan.transposed(inputWeights), bias: plan.row(inputBiases),
      into: destination)
  }
}
