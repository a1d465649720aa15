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
      let columns = plan.part(of: tensors.gates, from: 0, stateColumns)
      try plan.multiply(
        stateLabel, tensors.states.before, stateWeights, into: columns, accumulates: true)
      plan.run("\(name) gates") { $0.recurrentForward(tensors) }
    }
  }

  /// The input's weights and both biases where the gates have them.
  ///
  /// The state's part of a GRU's candidate has a bias and no input: its weights stay zero.
  private func buildArrangement(in plan: PlanBuilder) throws(EngineError) {
    let label = "\(name) order of gates"
    let (sums, others) = (arrangedBiases, recurrentBiases)
    plan.run(label) { $0.clear(sums) }
    for (rows, gate) in cell.inputBlocks {
      let (from, to, count) = (rows.lowerBound * hidden, gate * hidden, rows.count * hidden)
      let (biases, weights, arranged, inputs) = (inputBiases, inputWeights, arrangedWeights, inputs)
      plan.run(label) { $0.copy(biases, from: from, into: sums, at: to, count: count) }
      guard cell.arrangesInput else { continue }
      plan.run(label) {
        $0.copy(
          weights, from: from * inputs, into: arranged, at: to * inputs, count: count * inputs)
      }
    }
    let own = plan.part(of: sums, from: 0, others.layout)
    plan.run(label) { $0.sum(own, others, into: own) }
  }
}
