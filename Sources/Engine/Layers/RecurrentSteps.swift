/// The steps of one recurrent layer over all positions of a series.
///
/// Memory is time-major, `[length, batch, …]`, so that a position is one matrix. The gates of a position
/// are made in place: the product of its input, to which the product of the state before is added,
/// then one loop over the activations. The products of the inputs are per position and those for the
/// gradients of the weights for a few positions at once, because their matrices are then still in
/// the second-level cache; one product over all positions waits for memory.
struct RecurrentSteps {
  let cell: RecurrentCell
  let name: String
  /// `[batch, inputs, length]`, in the layout it came in.
  let input: Tensor
  /// `[batch]`, the true lengths.
  let lengths: Tensor
  let batch: Int
  let inputs: Int
  let length: Int
  let hidden: Int

  let inputWeights: Tensor
  let recurrentWeights: Tensor
  let inputBiases: Tensor
  let recurrentBiases: Tensor
  /// The input as `[length · batch, inputs]`.
  let source: Tensor
  /// `[length + 1, batch, hidden]`, of which the first matrix stays zero.
  let states: Tensor
  /// The cells of an LSTM, laid out like the states.
  let cells: Tensor
  /// `[length · batch, 4 · hidden]`, or of a single position in an evaluation.
  let gates: Tensor
  /// The input weights with their blocks where the gates have them: `[4 · hidden, inputs]`.
  let arrangedWeights: Tensor
  /// The sums of both biases, likewise.
  let arrangedBiases: Tensor

  /// Lays out the layer's memory.
  ///
  /// - Parameters:
  ///   - plan: the plan that the steps will be added to.
  ///   - cell: the equations of a step.
  ///   - name: what its steps are called.
  ///   - input: `[batch, inputs, length]`, in any layout.
  ///   - hidden: the size of the state.
  ///   - parameters: both weights, then both biases.
  /// - Throws: ``EngineError`` when oneDNN refuses a layout.
  init(
    in plan: PlanBuilder, cell: RecurrentCell, name: String, input: Tensor, hidden: Int,
    parameters: [ParameterDescription]
  ) throws(EngineError) {
    (self.cell, self.name, self.input, self.hidden) = (cell, name, input, hidden)
    (batch, inputs, length) = (input.extents[0], input.extents[1], input.extents[2])
    lengths = try plan.lengths
    inputWeights = try plan.plainParameter(parameters[0])
    recurrentWeights = try plan.plainParameter(parameters[1])
    inputBiases = try plan.plainParameter(parameters[2])
    recurrentBiases = try plan.plainParameter(parameters[3])
    source = try plan.converted(
      input, to: Self.timeMajor(input.extents), for: "\(name) forward")
    let all = try Descriptor.plain([length + 1, batch, hidden])
    states = plan.tensor(all, needsGradient: false)
    cells = cell == .lstm ? plan.tensor(all, needsGradient: false) : states
    let kept = plan.isTraining ? length : 1
    gates = plan.tensor(try .plain([kept * batch, 4 * hidden]), needsGradient: false)
    arrangedBiases = plan.tensor(try .plain([4 * hidden]), needsGradient: false)
    arrangedWeights =
      cell.arrangesInput
      ? plan.tensor(try .plain([4 * hidden, inputs]), needsGradient: false) : inputWeights
  }

  /// Positions of one product that adds to the gradients of the weights: at least 256 rows.
  var slopePositions: Int { max(1, (256 + batch - 1) / batch) }

  /// `[batch, channels, length]` with memory that reads `[length, batch, channels]`.
  static func timeMajor(_ extents: [Int]) throws(EngineError) -> Descriptor {
    try .strided(extents, by: [extents[1], 1, extents[0] * extents[1]])
  }

  /// Adds the forward steps; returns the last states, `[batch, hidden]`.
  func buildLastState(in plan: PlanBuilder) throws(EngineError) -> Tensor {
    try buildForward(in: plan)
    let result = plan.tensor(try .plain([batch, hidden]))
    let all = plan.part(
      of: states, from: batch * hidden, try .plain([length, batch, hidden]))
    let lengths = lengths
    plan.run("\(name) last state") { $0.lastStates(all, lengths: lengths, into: result) }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: result) else { return }
      let label = "\(self.name) backward"
      let entering = try plan.converted(gradient, to: result.layout, for: label)
      try self.buildBackward(in: plan, entering: entering, everywhere: false)
    }
    return result
  }

  /// Adds the forward steps; returns the series of states, `[batch, hidden, length]`.
  func buildSeries(in plan: PlanBuilder) throws(EngineError) -> Tensor {
    try buildForward(in: plan)
    let layout = try Self.timeMajor([batch, hidden, length])
    let after = plan.part(of: states, from: batch * hidden, layout)
    let result = plan.tensor(layout, at: after.place, needsGradient: true)
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: result) else { return }
      let entering = try plan.converted(gradient, to: layout, for: "\(self.name) backward")
      try self.buildBackward(in: plan, entering: entering, everywhere: true)
    }
    return result
  }

  /// What the loop over the gates of a position reads and writes.
  func tensors(of position: Int, in plan: PlanBuilder) throws(EngineError) -> Memory.RecurrentStep {
    let small = try Descriptor.plain([batch, hidden])
    let size = batch * hidden
    let kept = plan.isTraining ? position : 0
    return Memory.RecurrentStep(
      cell: cell, position: position,
      gates: plan.part(of: gates, from: kept * 4 * size, try .plain([batch, 4 * hidden])),
      cells: (
        plan.part(of: cells, from: position * size, small),
        plan.part(of: cells, from: (position + 1) * size, small)
      ),
      states: (
        plan.part(of: states, from: position * size, small),
        plan.part(of: states, from: (position + 1) * size, small)
      ),
      lengths: lengths, zeros: plan.part(of: states, from: 0, small))
  }
}
