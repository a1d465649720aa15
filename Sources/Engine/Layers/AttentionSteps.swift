import Core

/// The steps between the projections of self-attention: scores, weights and weighted values.
struct AttentionSteps {
  let name: String
  let batch: Int
  let heads: Int
  let length: Int
  let channels: Int
  /// The probability with which a weight is dropped.
  let dropout: Float

  private var width: Int { channels / heads }
  private var factor: Float { 1 / Float(width).squareRoot() }

  /// Where the heads' parts of a matrix of rows lie: `[batch, heads, length, width]`.
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
  /// - Returns: `[batch · length, channels]`.
  /// - Throws: ``EngineError`` when the library refuses a product.
  func build(in plan: PlanBuilder, joint: Tensor, lengths: Tensor?) throws(EngineError) -> Tensor {
    let (queries, keys, values) = (
      try part(0, of: joint, in: plan), try part(1, of: joint, in: plan),
      try part(2, of: joint, in: plan)
    )
    let square = try Descriptor.plain([batch, heads, length, length])
    let weights = plan.tensor(square, needsGradient: false)
    try plan.multiply("\(name) scores", queries.tensor, keys.transposed, into: weights)
    let factor = factor
    plan.run("\(name) softmax") {
      $0.attentionForward(weights, lengths: lengths, factor: factor)
    }
    let kept = dropped(weights, in: plan)
    let context = plan.tensor(try .plain([batch * length, channels]))
    try plan.multiply(
      "\(name) context", kept, values.tensor, into: part(0, of: context, in: plan).tensor)
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: context) else { return }
      let slope = try self.part(
        0, of: plan.converted(gradient, to: context.layout, for: self.name), in: plan)
      let result = plan.tensor(joint.layout, needsGradient: false)
      let parts = try (0..<3).map { (index) throws(EngineError) in
        try self.part(index, of: result, in: plan).tensor
      }
      try plan.multiply(
        "\(self.name) backward values", self.transposed(kept, in: plan), slope.tensor,
        into: parts[2])
      let dScores = plan.tensor(square, needsGradient: false)
      try plan.multiply(
        "\(self.name) backward weights", slope.tensor, values.transposed, into: dScores)
      self.drop(dScores, into: dScores, in: plan)
      plan.run("\(self.name) backward softmax") {
        $0.attentionBackward(weights: weights, gradient: dScores, factor: factor)
      }
      try plan.multiply(
        "\(self.name) backward queries", dScores, keys.tensor, into: parts[0])
      try plan.multiply(
        "\(self.name) backward keys", self.transposed(dScores, in: plan), queries.tensor,
        into: parts[1])
      try plan.file(result, asGradientOf: joint)
    }
    return context
  }

  /// The heads of one block of columns of a matrix of rows, in its memory.
  private func part(_ index: Int, of rows: Tensor, in plan: PlanBuilder) throws(EngineError)
    -> Heads
  {
    let stride = rows.extents[1]
    let place = rows.place.advanced(by: index * channels)
    return Heads(
      tensor: plan.tensor(
        try .strided(
          [batch, heads, length, width], by: [length * stride, width, stride, 1]),
        at: place, needsGradient: false),
      transposed: plan.tensor(
        try .strided(
          [batch, heads, width, length], by: [length * stride, width, 1, stride]),
        at: place, needsGradient: false))
  }

  /// A view of square matrices with rows and columns exchanged.
  private func transposed(_ matrices: Tensor, in plan: PlanBuilder) throws(EngineError) -> Tensor {
    let square = length * length
    return plan.tensor(
      try .strided(
        [batch, heads, length, length], by: [heads * square, square, 1, length]),
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
