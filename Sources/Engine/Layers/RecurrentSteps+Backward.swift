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
    /// The gradient of the input weights, transposed, its blocks in the order of the gates.
    let inputWeights: Tensor
    /// The gradient of the input, time-major, unless nobody wants it.
    let input: Tensor?
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
    buildBiasGradients(slopes: slopes, in: plan)
    try buildInputWeightGradient(slopes: slopes, in: plan)
    if let gradient = slopes.input { try plan.file(gradient, asGradientOf: input) }
  }

  private func slopes(in plan: PlanBuilder, entering: Tensor, everywhere: Bool)
    throws(EngineError) -> Slopes
  {
    let small = try Descriptor.plain([batch, hidden])
    let stride = 4 * hidden + 16
    let needsInput = input.needsGradient
    return Slopes(
      entering: entering, entersEverywhere: everywhere,
      gates: plan.tensor(
        try .plain([min(slopePositions, length) * batch, stride]), needsGradient: false),
      stride: stride, carried: plan.tensor(small, needsGradient: false),
      passed: plan.tensor(small, needsGradient: false),
      sums: plan.tensor(try .plain([4 * hidden]), needsGradient: false),
      inputWeights: plan.tensor(
        try .plain([inputs, cell.gateCount * hidden]), needsGradient: false),
      input: needsInput
        ? plan.tensor(try Self.timeMajor(input.extents), needsGradient: false) : nil)
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
    // Transposed, because few inputs would fill no vector of the result's rows.
    try plan.multiply(
      "\(name) backward input weights", plan.transposed(values), own, into: slopes.inputWeights,
      accumulates: !isFirst)
    guard let gradient = slopes.input else { return }
    let weights = plan.tensor(
      try .plain([cell.gateCount * hidden, inputs]), at: arrangedWeights.place,
      needsGradient: false)
    try plan.multiply(
      "\(name) backward input", own, weights,
      into: plan.part(of: gradient, from: start, .plain([rows, inputs])))
  }

  /// Blocks of slopes as a matrix `[count, gates · hidden]`.
  private func columns(
    of slopes: Slopes, from block: Int, row: Int, count: Int, in plan: PlanBuilder
  ) throws(EngineError) -> Tensor {
    plan.part(
      of: slopes.gates, from: row * slopes.stride + block * hidden,
      try .strided([count, cell.gateCount * hidden], by: [slopes.stride, 1]))
  }

  /// The gradients of the biases in the order of the parameters.
  private func buildBiasGradients(slopes: Slopes, in plan: PlanBuilder) {
    let first = plan.gradient(ofParameter: inputBiases)
    let second = plan.gradient(ofParameter: recurrentBiases)
    let split = cell.inputTurn * hidden
    let own = plan.part(of: slopes.sums, from: cell.recurrentBlock * hidden, second.layout)
    plan.run("\(name) backward biases") { $0.turn(slopes.sums, at: split, into: first) }
    plan.run("\(name) backward biases") { $0.turn(own, at: 0, into: second) }
  }

  /// The gradient of the input weights in the layout and order of the parameter.
  private func buildInputWeightGradient(slopes: Slopes, in plan: PlanBuilder)
    throws(EngineError)
  {
    let target = plan.gradient(ofParameter: inputWeights)
    let matrix = try plan.transposed(slopes.inputWeights)
    let label = "\(name) backward input weights"
    guard cell.inputTurn > 0 else { return try plan.reorder(matrix, into: target, for: label) }
    let rows = plan.tensor(target.layout, needsGradient: false)
    try plan.reorder(matrix, into: rows, for: label)
    let split = cell.inputTurn * hidden * inputs
    plan.run("\(name) order of gates") { $0.turn(rows, at: split, into: target) }
  }
}
