/// The forward pass of a recurrent layer.
extension RecurrentSteps {
  func buildForward(in plan: PlanBuilder) throws(EngineError) {
    try buildArrangement(in: plan)
    let inputLabel = "\(name) input product"
    let stateLabel = "\(name) recurrent product"
    let bias = try plan.row(arrangedBiases)
    let inputWeights = try plan.packed(
      plan.transposed(arrangedWeights), forProductsOf: .plain([batch, inputs]), bias: bias,
      into: .plain([batch, 4 * hidden]), reader: inputLabel)
    let stateColumns = try Descriptor.strided(
      [batch, cell.gateCount * hidden], by: [4 * hidden, 1])
    let stateWeights = try plan.packed(
      plan.transposed(recurrentWeights), forProductsOf: .plain([batch, hidden]),
      into: stateColumns, accumulates: true, reader: stateLabel)
    for position in 0..<length {
      let tensors = try tensors(of: position, in: plan)
      let input = plan.part(
        of: source, from: position * batch * inputs, try .plain([batch, inputs]))
      try plan.multiply(inputLabel, input, inputWeights, bias: bias, into: tensors.gates)
      let columns = plan.part(
        of: tensors.gates, from: cell.recurrentBlock * hidden, stateColumns)
      try plan.multiply(
        stateLabel, tensors.states.before, stateWeights, into: columns, accumulates: true)
      plan.run("\(name) gates") { $0.recurrentForward(tensors) }
    }
  }

  /// The input's weights and both biases in the order that the gates have in memory.
  ///
  /// The recurrent part of a GRU's candidate has a bias and no input: its weights stay zero.
  private func buildArrangement(in plan: PlanBuilder) throws(EngineError) {
    let label = "\(name) order of gates"
    let rows = cell.gateCount * hidden
    let split = (cell.gateCount - cell.inputTurn) * hidden
    if cell.inputTurn > 0 {
      let (weights, inputs) = (inputWeights, inputs)
      let copy = plan.part(of: arrangedWeights, from: 0, try .plain([rows, inputs]))
      plan.run(label) { $0.turn(weights, at: split * inputs, into: copy) }
    }
    let (biases, others, sums) = (inputBiases, recurrentBiases, arrangedBiases)
    let layout = try Descriptor.plain([rows])
    let first = plan.part(of: sums, from: 0, layout)
    let second = plan.part(of: sums, from: cell.recurrentBlock * hidden, layout)
    plan.run(label) { $0.clear(sums) }
    plan.run(label) { $0.turn(biases, at: split, into: first) }
    plan.run(label) { $0.sum(second, others, into: second) }
  }
}
