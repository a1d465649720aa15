import Core

/// The steps between the projections of self-attention: scores, weights and weighted values.
struct AttentionSteps {
  let name: String
  let batch: Int
  let heads: Int
  /// How many positions ask, from the first on.
  let queries: Int
  let length: Int
  let channels: Int
  /// The probability with which a weight is dropped.
  let dropout: Float

  private var width: Int { channels / heads }
  private var factor: Float { 1 / Float(width).squareRoot() }

  /// Whether a loop over the heads beats batched products of the library: those reach a fifth of their
  /// speed where a head does not fill a register.
  private var isNarrow: Bool { width <= 16 && dropout == 0 }

  /// Where the heads' parts of a matrix of rows lie: `[batch, heads, positions, width]`.
  private struct Heads {
    let tensor: Tensor
    /// The same with its last two axes exchanged.
    let transposed: Tensor
  }

  /// Appends the forward steps, and what the backward pass will append.
  ///
  /// - Parameters:
  ///   - plan: the plan.
  ///   - joint: queries, keys and values of each position, `[batch · length, 3 · channels]`.
  ///   - lengths: the positions of each example that are not padding; nil when all are.
  /// - Returns: `[batch · queries, channels]`.
  /// - Throws: ``EngineError`` when the library refuses a product.
  func build(in plan: PlanBuilder, joint: Tensor, lengths: Tensor?) throws(EngineError) -> Tensor {
    try isNarrow
      ? buildLoops(in: plan, joint: joint, lengths: lengths)
      : buildProducts(in: plan, joint: joint, lengths: lengths)
  }

  /// One loop of ours forward, and one backward.
  private func buildLoops(in plan: PlanBuilder, joint: Tensor, lengths: Tensor?)
    throws(EngineError) -> Tensor
  {
    let pitch = Memory.NarrowAttentionTensors.pitch(length: length)
    let weights = plan.tensor(
      try .plain([batch, heads, queries, pitch]), needsGradient: false)
    let context = plan.tensor(try .plain([batch * queries, channels]))
    let space = try Descriptor.plain([Memory.NarrowAttentionTensors.scratchCount(length: length)])
    let factor = factor
    func tensors(_ context: Tensor) -> Memory.NarrowAttentionTensors {
      Memory.NarrowAttentionTensors(
        joint: joint, lengths: lengths, weights: weights, context: context,
        scratch: plan.tensor(space, needsGradient: false))
    }
    let forward = tensors(context)
    plan.run("\(name) heads") { $0.narrowAttentionForward(forward, factor: factor) }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: context) else { return }
      let slope = try plan.converted(gradient, to: context.layout, for: self.name)
      let result = plan.tensor(joint.layout, needsGradient: false)
      let backward = tensors(slope)
      plan.run("\(self.name) backward heads") {
        $0.narrowAttentionBackward(backward, into: result, factor: factor)
      }
      try plan.file(result, asGradientOf: joint)
    }
    return context
  }

  /// Batched products over views of the joint rows, and a softmax between them.
  private func buildProducts(in plan: PlanBuilder, joint: Tensor, lengths: Tensor?)
    throws(EngineError) -> Tensor
  {
    let weights = plan.tensor(
      try .plain([batch, heads, queries, length]), needsGradient: false)
    let context = plan.tensor(try .plain([batch * queries, channels]))
    let asking = try part(0, of: joint, positions: queries, in: plan)
    let (keys, values) = (
      try part(1, of: joint, positions: length, in: plan),
      try part(2, of: joint, positions: length, in: plan)
    )
    try plan.multiply("\(name) scores", asking.tensor, keys.transposed, into: weights)
    let factor = factor
    plan.run("\(name) softmax") {
      $0.attentionForward(weights, lengths: lengths, factor: factor)
    }
    let kept = dropped(weights, in: plan)
    try plan.multiply(
      "\(name) context", kept, values.tensor,
      into: part(0, of: context, positions: queries, in: plan).tensor)
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: context) else { return }
      let slope = try self.part(
        0, of: plan.converted(gradient, to: context.layout, for: self.name),
        positions: self.queries, in: plan)
      let result = plan.tensor(joint.layout, needsGradient: false)
      // Positions that do not ask have no gradient of their queries.
      if self.queries < self.length {
        plan.run("\(self.name) backward clear") { $0.clear(result) }
      }
      let parts = try (0..<3).map { (index) throws(EngineError) in
        try self.part(
          index, of: result, positions: index == 0 ? self.queries : self.length, in: plan
        ).tensor
      }
      try plan.multiply(
        "\(self.name) backward values", self.transposed(kept, in: plan), slope.tensor,
        into: parts[2])
      let dScores = plan.tensor(weights.layout, needsGradient: false)
      try plan.multiply(
        "\(self.name) backward weights", slope.tensor, values.transposed, into: dScores)
      self.drop(dScores, into: dScores, in: plan)
      plan.run("\(self.name) backward softmax") {
        $0.attentionBackward(weights: weights, gradient: dScores, factor: factor)
      }
      try plan.multiply(
        "\(self.name) backward queries", dScores, keys.tensor, into: parts[0])
      try plan.multiply(
        "\(self.name) backward keys", self.transposed(dScores, in: plan), asking.tensor,
        into: parts[1])
      try plan.file(result, asGradientOf: joint)
    }
    return context
  }

  /// The heads of one block of columns of a matrix of rows, in its memory: the first positions of each
  /// example.
  private func part(_ index: Int, of rows: Tensor, positions: Int, in plan: PlanBuilder)
    throws(EngineError) -> Heads
  {
    let stride = rows.extents[1]
    let example = rows.extents[0] / batch * stride
    let place = rows.place.advanced(by: index * channels)
    return Heads(
      tensor: plan.tensor(
        try .strided(
          [batch, heads, positions, width], by: [example, width, stride, 1]),
        at: place, needsGradient: false),
      transposed: plan.tensor(
        try .strided(
          [batch, heads, width, positions], by: [example, width, 1, stride]),
        at: place, needsGradient: false))
  }

  /// A view of the heads' matrices with rows and columns exchanged.
  private func transposed(_ matrices: Tensor, in plan: PlanBuilder) throws(EngineError) -> Tensor {
    let matrix = queries * length
    return plan.tensor(
      try .strided(
        [batch, heads, length, queries], by: [heads * matrix, matrix, 1, length]),
      at: matrices.place, needsGradient: false)
  }

  /// The weights that dropout keeps; the softmax's gradient needs them all.
  private func dropped(_ weights: Tensor, in plan: PlanBuilder) -> Tensor {
    guard dropout > 0 else { return weights }
    let kept = plan.tensor(weights.layout, needsGradient: false)
    drop(weights, into: kept, in: plan)
    return kept
  }

  private func drop(_ source: Tensor, into result: Tensor, in plan: PlanBuilder) {
    guard dropout > 0 else { return }
    let salt = RandomStream(seed: 0).split(name).key
    let rate = dropout
    plan.run("\(name) dropout") { $0.dropout(source, result, rate: rate, salt: salt) }
  }
}
