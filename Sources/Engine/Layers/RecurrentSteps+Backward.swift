/// The backward pass of a recurrent layer.
extension RecurrentSteps {
  /// What the backward pass works on; slopes are the gradients of the gates before activation.
  struct Slopes {
    /// The gradient of the last states, `[batch, hidden]`, or of all states, time-major.
    let entering: Tensor
    /// Whether it is of all states.
    let entersEverywhere: Bool
    /// The slopes of a few positions that belong to the recurrent weights.
    let gates: Tensor
    /// Those of a GRU's input part of the candidate.
    let candidates: Tensor
    /// The gradient of the state that the product of the position behind carries, and what that
    /// position passes on beside it.
    let carried: Tensor
    let passed: Tensor
    /// Sums of the slopes.
    let sums: Tensor
    /// The recurrent weights as the products of slopes like them best.
    let packedWeights: Tensor
    /// The gradients of the weights; of the input weights, transposed.
    let recurrentWeights: Tensor
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
        try buildPosition(position, row: (position - start) * batch, slopes: slopes, in: plan)
      }
      try buildWeightGradients(positions, slopes: slopes, in: plan)
      try buildInputGradient(positions, slopes: slopes, in: plan)
    }
    try buildParameterGradients(slopes: slopes, in: plan)
    if let gradient = slopes.input { try plan.file(gradient, asGradientOf: input) }
  }

  private func slopes(in plan: PlanBuilder, entering: Tensor, everywhere: Bool)
    throws(EngineError) -> Slopes
  {
    let small = try Descriptor.plain([batch, hidden])
    let (rows, columns) = (min(slopePositions, length) * batch, cell.gateCount * hidden)
    func matrix(_ rows: Int, _ columns: Int) throws(EngineError) -> Tensor {
      plan.tensor(try .plain([rows, columns]), needsGradient: false)
    }
    let needsInput = input.needsGradient
    return Slopes(
      entering: entering, entersEverywhere: everywhere, gates: try matrix(rows, columns),
      candidates: try matrix(rows, hidden), carried: try matrix(batch, hidden),
      passed: try matrix(batch, hidden), sums: try matrix(1, 4 * hidden),
      packedWeights: try plan.packed(
        recurrentWeights, forProductsOf: .plain([batch, columns]), into: small,
        reader: "\(name) backward product"),
      recurrentWeights: try matrix(columns, hidden), inputWeights: try matrix(inputs, columns),
      input: needsInput
        ? plan.tensor(try Self.timeMajor(input.extents), needsGradient: false) : nil)
  }

  /// The slopes of one position, and what they carry to the one before.
  private func buildPosition(
    _ position: Int, row: Int, slopes: Slopes, in plan: PlanBuilder
  ) throws(EngineError) {
    var tensors = try tensors(of: position, in: plan)
    let small = tensors.states.after.layout
    tensors.entering =
      slopes.entersEverywhere
      ? plan.part(of: slopes.entering, from: position * batch * hidden, small)
      : slopes.entering
    tensors.entersEverywhere = slopes.entersEverywhere
    let columns = cell.gateCount * hidden
    let own = plan.part(of: slopes.gates, from: row * columns, try .plain([batch, columns]))
    tensors.slopes = own
    tensors.inputSlopes = plan.part(of: slopes.candidates, from: row * hidden, small)
    (tensors.carried, tensors.passed, tensors.sums) = (slopes.carried, slopes.passed, slopes.sums)
    let complete = tensors
    plan.run("\(name) backward gates") { $0.recurrentBackward(complete) }
    guard position > 0 else { return }
    try plan.multiply(
      "\(name) backward product", own, slopes.packedWeights, into: slopes.carried)
  }

  /// What some positions add to the gradients of the weights.
  ///
  /// Blocks by blocks: the library then takes its general product, which is faster here than the one
  /// it has for whole matrices.
  private func buildWeightGradients(
    _ positions: Range<Int>, slopes: Slopes, in plan: PlanBuilder
  ) throws(EngineError) {
    let (rows, columns) = (positions.count * batch, cell.gateCount * hidden)
    let isFirst = positions.upperBound == length
    let start = positions.lowerBound * batch
    let before = plan.part(of: states, from: start * hidden, try .plain([rows, hidden]))
    for block in [0..<2, 2..<cell.gateCount] {
      let (from, count) = (block.lowerBound * hidden, block.count * hidden)
      let own = plan.part(
        of: slopes.gates, from: from, try .strided([count, rows], by: [1, columns]))
      try plan.multiply(
        "\(name) backward recurrent weights", own, before,
        into: plan.part(
          of: slopes.recurrentWeights, from: from * hidden, .plain([count, hidden])),
        accumulates: !isFirst)
    }
    let values = plan.part(
      of: source, from: start * inputs, try .strided([inputs, rows], by: [1, inputs]))
    for (block, gate) in cell.inputBlocks {
      let (from, count) = (block.lowerBound * hidden, block.count * hidden)
      // Transposed, because few inputs would fill no vector of the result's rows.
      try plan.multiply(
        "\(name) backward input weights", values,
        slopeBlocks(gate, count: count, rows: rows, of: slopes, in: plan),
        into: plan.part(
          of: slopes.inputWeights, from: from, .strided([inputs, count], by: [columns, 1])),
        accumulates: !isFirst)
    }
  }

  /// The gradient of the inputs of some positions.
  private func buildInputGradient(
    _ positions: Range<Int>, slopes: Slopes, in plan: PlanBuilder
  ) throws(EngineError) {
    guard let gradient = slopes.input else { return }
    let rows = positions.count * batch
    let result = plan.part(
      of: gradient, from: positions.lowerBound * batch * inputs, try .plain([rows, inputs]))
    let label = "\(name) backward input"
    guard cell.arrangesInput else {
      let all = plan.part(of: slopes.gates, from: 0, try .plain([rows, 4 * hidden]))
      return try plan.multiply(label, all, inputWeights, into: result)
    }
    for (block, gate) in cell.inputBlocks {
      let count = block.count * hidden
      let weights = plan.part(
        of: arrangedWeights, from: gate * hidden * inputs, try .plain([count, inputs]))
      try plan.multiply(
        label, slopeBlocks(gate, count: count, rows: rows, of: slopes, in: plan), weights,
        into: result, accumulates: gate > 0)
    }
  }

  /// The slopes of some columns of gates, `[rows, count]`.
  private func slopeBlocks(
    _ gate: Int, count: Int, rows: Int, of slopes: Slopes, in plan: PlanBuilder
  ) throws(EngineError) -> Tensor {
    guard gate < cell.gateCount else {
      return plan.part(of: slopes.candidates, from: 0, try .plain([rows, hidden]))
    }
    return plan.part(
      of: slopes.gates, from: gate * hidden,
      try .strided([rows, count], by: [cell.gateCount * hidden, 1]))
  }

  /// The gradients of all parameters, from where they were summed.
  private func buildParameterGradients(slopes: Slopes, in plan: PlanBuilder)
    throws(EngineError)
  {
    let recurrent = plan.gradient(ofParameter: recurrentWeights)
    let recurrentBias = plan.gradient(ofParameter: recurrentBiases)
    let inputBias = plan.gradient(ofParameter: inputBiases)
    let (hidden, columns) = (hidden, cell.gateCount * hidden)
    let label = "\(name) backward parameters"
    plan.run(label) {
      $0.copy(slopes.recurrentWeights, into: recurrent, count: columns * hidden)
    }
    plan.run(label) { $0.copy(slopes.sums, into: recurrentBias, count: columns) }
    for (block, gate) in cell.inputBlocks {
      plan.run(label) {
        $0.copy(
          slopes.sums, from: gate * hidden, into: inputBias, at: block.lowerBound * hidden,
          count: block.count * hidden)
      }
    }
    try plan.reorder(
      plan.transposed(slopes.inputWeights), into: plan.gradient(ofParameter: inputWeights),
      for: label)
  }
}
