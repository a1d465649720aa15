/// The backward pass of a recurrent layer.
extension RecurrentSteps {
  /// What the backward pass works on.
  struct Slopes {
    /// The gradient of the last states, `[batch, hidden]`, or of all states, time-major.
    let entering: Tensor
    /// Whether it is of all states.
    let entersEverywhere: Bool
    /// The gradients of the gates of a few positions.
    let gates: Tensor
    /// Floats between two rows of them: not a power of two, which would crowd few cache sets.
    let stride: Int
    let carried: Tensor
    let passed: Tensor
    let sums: Tensor
    /// The gradient of the input weights, its blocks in the order of the slopes.
    let inputWeights: Tensor
    /// The input weights in that order and the gradient of the input, unless nobody wants it.
    var input: (weights: Tensor, gradient: Tensor)?
  }

  /// Adds the steps from the last position to the first.
  ///
  /// - Parameters:
  ///   - plan: the plan to add steps to.
  ///   - entering: the gradient of the last states, `[batch, hidden]`, or of all states, time-major.
  ///   - everywhere: whether it is of all states.
  /// - Throws: ``EngineError`` when oneDNN refuses a product.
  func buildBackward(in plan: PlanBuilder, entering: Tensor, everywhere: Bool)
    throws(EngineError)
  {
    let slopes = try slopes(in: plan, entering: entering, everywhere: everywhere)
    plan.run("\(name) backward biases") { $0.clear(slopes.sums) }
    let starts = stride(from: 0, to: length, by: slopePositions)
    for start in starts.reversed() {
      let positions = start..<min(start + slopePositions, length)
      for position in positions.reversed() {
        try buildPosition(
          position, row: (position - start) * batch, slopes: slopes, in: plan)
      }
      try buildWeightGradients(positions, slopes: slopes, in: plan)
    }
    buildTurns(slopes: slopes, in: plan)
    if let input = slopes.input { try plan.file(input.gradient, asGradientOf: self.input) }
  }

  private func slopes(in plan: PlanBuilder, entering: Tensor, everywhere: Bool)
    throws(EngineError) -> Slopes
  {
    let small = try Descriptor.plain([batch, hidden])
    let stride = 4 * hidden + 16
    let weightGradient = plan.gradient(ofParameter: inputWeights)
    var result = Slopes(
      entering: entering, entersEverywhere: everywhere,
      gates: plan.tensor(
        try .plain([min(slopePositions, length) * batch, stride]), needsGradient: false),
      stride: stride, carried: plan.tensor(small, needsGradient: false),
      passed: plan.tensor(small, needsGradient: false),
      sums: plan.tensor(try .plain([4 * hidden]), needsGradient: false),
      inputWeights: cell.inputTurn == 0
        ? weightGradient : plan.tensor(weightGradient.layout, needsGradient: false))
    if input.needsGradient {
      result.input = (
        turnedInputWeights(in: plan),
        plan.tensor(try Self.timeMajor(input.extents), needsGradient: false)
      )
    }
    return result
  }

  /// The slopes of one position, and what they carry to the one before.
  private func buildPosition(
    _ position: Int, row: Int, slopes: Slopes, in plan: PlanBuilder
  ) throws(EngineError) {
    var tensors = try tensors(of: position, in: plan)
    tensors.entering =
      slopes.entersEverywhere
      ? plan.part(
        of: slopes.entering, from: position * batch * hidden, tensors.states.after.layout)
      : slopes.entering
    tensors.entersEverywhere = slopes.entersEverywhere
    tensors.slopes = try columns(of: slopes, from: 0, row: row, count: batch, in: plan)
    tensors.slopeStride = slopes.stride
    (tensors.carried, tensors.passed, tensors.sums) = (slopes.carried, slopes.passed, slopes.sums)
    let complete = tensors
    plan.run("\(name) backward gates") { $0.recurrentBackward(complete) }
    guard position > 0 else { return }
    let own = try columns(of: slopes, from: cell.recurrentBlock, row: row, count: batch, in: plan)
    try plan.multiply(
      "\(name) backward product", own, recurrentWeights, into: slopes.carried)
  }

  /// What some positions add to the gradients of the weights, and the gradient of their inputs.
  private func buildWeightGradients(
    _ positions: Range<Int>, slopes: Slopes, in plan: PlanBuilder
  ) throws(EngineError) {
    let rows = positions.count * batch
    let isFirst = positions.upperBound == length
    let before = plan.part(
      of: states, from: positions.lowerBound * batch * hidden, try .plain([rows, hidden]))
    let recurrent = try columns(
      of: slopes, from: cell.recurrentBlock, row: 0, count: rows, in: plan)
    try plan.multiply(
      "\(name) backward recurrent weights", plan.columnsAsRows(recurrent, stride: slopes.stride),
      before, into: plan.gradient(ofParameter: recurrentWeights), accumulates: !isFirst)
    let start = positions.lowerBound * batch * inputs
    let values = plan.part(of: source, from: start, try .plain([rows, inputs]))
    let own = try columns(of: slopes, from: 0, row: 0, count: rows, in: plan)
    try plan.multiply(
      "\(name) backward input weights", plan.columnsAsRows(own, stride: slopes.stride), values,
      into: slopes.inputWeights, accumulates: !isFirst)
    guard let input = slopes.input else { return }
    try plan.multiply(
      "\(name) backward input", own, input.weights,
      into: plan.part(of: input.gradient, from: start, .plain([rows, inputs])))
  }

  /// Blocks of slopes as a matrix `[count, gates · hidden]`.
  private func columns(
    of slopes: Slopes, from block: Int, row: Int, count: Int, in plan: PlanBuilder
  ) throws(EngineError) -> Tensor {
    plan.part(
      of: slopes.gates, from: row * slopes.stride + block * hidden,
      try .strided([count, cell.gateCount * hidden], by: [slopes.stride, 1]))
  }

  /// The gradients of biases and input weights in the order of the parameters.
  private func buildTurns(slopes: Slopes, in plan: PlanBuilder) {
    let first = plan.gradient(ofParameter: inputBiases)
    let second = plan.gradient(ofParameter: recurrentBiases)
    let split = cell.inputTurn * hidden
    let own = plan.part(of: slopes.sums, from: cell.recurrentBlock * hidden, second.layout)
    plan.run("\(name) backward biases") { $0.turn(slopes.sums, at: split, into: first) }
    plan.run("\(name) backward biases") { $0.turn(own, at: 0, into: second) }
    guard cell.inputTurn > 0 else { return }
    let weights = plan.gradient(ofParameter: inputWeights)
    let inputs = inputs
    plan.run("\(name) order of gates") {
      $0.turn(slopes.inputWeights, at: split * inputs, into: weights)
    }
  }

  /// The input weights with their blocks in the order of the slopes.
  private func turnedInputWeights(in plan: PlanBuilder) -> Tensor {
    guard cell.inputTurn > 0 else { return inputWeights }
    let split = (cell.gateCount - cell.inputTurn) * hidden * inputs
    let weights = plan.tensor(inputWeights.layout, needsGradient: false)
    let source = inputWeights
    plan.run("\(name) order of gates") { $0.turn(source, at: split, into: weights) }
    return weights
  }
}
