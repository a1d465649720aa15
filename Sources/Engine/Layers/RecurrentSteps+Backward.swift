/// The backward pass of a recurrent layer.
extension RecurrentSteps {
  /// Adds the steps from the last position to the first, then the gradients of the parameters.
  ///
  /// - Parameters:
  ///   - plan: the plan to add steps to.
  ///   - entering: the gradient of the last states, `[batch, hidden]`, or of all states, time-major.
  ///   - everywhere: whether it is of all states.
  /// - Throws: ``EngineError`` when oneDNN refuses a product.
  func buildBackward(in plan: PlanBuilder, entering: Tensor, everywhere: Bool)
    throws(EngineError)
  {
    let small = try Descriptor.plain([batch, hidden])
    let carried = plan.tensor(small, needsGradient: false)
    let passed = plan.tensor(small, needsGradient: false)
    let sums = plan.tensor(try .plain([4 * hidden]), needsGradient: false)
    plan.run("\(name) backward biases") { $0.clear(sums) }
    for position in (0..<length).reversed() {
      var tensors = try tensors(of: position, in: plan)
      tensors.entering =
        everywhere ? plan.part(of: entering, from: position * batch * hidden, small) : entering
      tensors.entersEverywhere = everywhere
      (tensors.carried, tensors.passed, tensors.sums) = (carried, passed, sums)
      let complete = tensors
      plan.run("\(name) backward gates") { $0.recurrentBackward(complete) }
      guard position > 0 else { continue }
      let slopes = plan.part(
        of: complete.gates, from: cell.recurrentBlock * hidden,
        try .strided([batch, cell.gateCount * hidden], by: [4 * hidden, 1]))
      try plan.multiply("\(name) backward product", slopes, recurrentWeights, into: carried)
    }
    try buildRecurrentWeightGradient(in: plan)
    try buildInputWeightGradient(in: plan)
    buildBiasGradients(in: plan, sums)
    if input.needsGradient { try buildInputGradient(in: plan) }
  }

  private func buildRecurrentWeightGradient(in plan: PlanBuilder) throws(EngineError) {
    let rows = length * batch
    let before = plan.part(of: states, from: 0, try .plain([rows, hidden]))
    let slopes = plan.part(
      of: gates, from: cell.recurrentBlock * hidden,
      try .strided([cell.gateCount * hidden, rows], by: [1, 4 * hidden]))
    try plan.multiply(
      "\(name) backward recurrent weights", slopes, before,
      into: plan.gradient(ofParameter: recurrentWeights))
  }

  private func buildInputWeightGradient(in plan: PlanBuilder) throws(EngineError) {
    let rows = length * batch
    let target = plan.gradient(ofParameter: inputWeights)
    let slopes = plan.part(
      of: gates, from: 0, try .strided([cell.gateCount * hidden, rows], by: [1, 4 * hidden]))
    let matrix = plan.part(of: source, from: 0, try .plain([rows, inputs]))
    let label = "\(name) backward input weights"
    guard cell.inputTurn > 0 else {
      return try plan.multiply(label, slopes, matrix, into: target)
    }
    let turned = plan.tensor(target.layout, needsGradient: false)
    try plan.multiply(label, slopes, matrix, into: turned)
    let split = cell.inputTurn * hidden * inputs
    plan.run("\(name) order of gates") { $0.turn(turned, at: split, into: target) }
  }

  private func buildBiasGradients(in plan: PlanBuilder, _ sums: Tensor) {
    let first = plan.gradient(ofParameter: inputBiases)
    let second = plan.gradient(ofParameter: recurrentBiases)
    let split = cell.inputTurn * hidden
    let own = plan.part(of: sums, from: cell.recurrentBlock * hidden, second.layout)
    plan.run("\(name) backward biases") { $0.turn(sums, at: split, into: first) }
    plan.run("\(name) backward biases") { $0.turn(own, at: 0, into: second) }
  }

  private func buildInputGradient(in plan: PlanBuilder) throws(EngineError) {
    let rows = length * batch
    let weights = turnedInputWeights(in: plan)
    let slopes = plan.part(
      of: gates, from: 0, try .strided([rows, cell.gateCount * hidden], by: [4 * hidden, 1]))
    let gradient = plan.tensor(try Self.timeMajor(input.extents), needsGradient: false)
    let matrix = plan.part(of: gradient, from: 0, try .plain([rows, inputs]))
    try plan.multiply("\(name) backward input", slopes, weights, into: matrix)
    try plan.file(gradient, asGradientOf: input)
  }
}
