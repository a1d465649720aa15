import COneDNN

/// What layers over sequences share: views of the same memory, true lengths, matrix products.
extension PlanBuilder {
  /// The same floats under other extents; the gradient of the view becomes the tensor's.
  ///
  /// The view's layout must read the tensor's memory in the tensor's own order, as
  /// `[batch · length, channels]` does for a sequence with channels last.
  func view(_ source: Tensor, as layout: Descriptor) -> Tensor {
    precondition(
      layout.floatCount == source.layout.floatCount, "a view has as many floats as its tensor")
    let result = tensor(layout, at: source.place, needsGradient: source.needsGradient)
    guard source.needsGradient else { return result }
    onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: result) else { return }
      let slope = try plan.converted(gradient, to: layout, for: "a view")
      try plan.handOn(
        plan.tensor(source.layout, at: slope.place, needsGradient: false), asGradientOf: source)
    }
    return result
  }

  /// A sequence as a matrix with a row for each position of each example,
  /// `[batch · length, channels]`; features as they are, `[batch, channels]`.
  func rows(of source: Tensor) throws(EngineError) -> Tensor {
    let extents = source.extents
    let sequence = try positionsFirst(source)
    if extents.count == 2 { return sequence }
    return view(sequence, as: try .plain([extents[0] * extents[2], extents[1]]))
  }

  /// A sequence in memory as `[batch, length, channels]`, or features as `[batch, channels]`.
  func positionsFirst(_ source: Tensor) throws(EngineError) -> Tensor {
    try laidOut(source, as: .channelsLast(source.extents))
  }

  /// The sequence whose rows these are.
  func sequence(of rows: Tensor, length: Int) throws(EngineError) -> Tensor {
    let extents = [rows.extents[0] / length, rows.extents[1], length]
    return view(rows, as: try .channelsLast(extents))
  }

  /// The tensor in another layout, its gradient included; the same one where it has that layout.
  func laidOut(_ source: Tensor, as layout: Descriptor) throws(EngineError) -> Tensor {
    if source.layout.hasLayout(of: layout) { return source }
    let copy = try converted(source, to: layout, for: "a sequence")
    // Others may read the same copy, so this reader's gradient gets a tensor of its own.
    let result = tensor(layout, at: copy.place, needsGradient: source.needsGradient)
    guard source.needsGradient else { return result }
    onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: result) else { return }
      try plan.file(gradient, asGradientOf: source)
    }
    return result
  }

  /// The positions of each example that are not padding, `[batch]`, each from 1 to the length.
  ///
  /// Padding stands at the end of an example. Known from the ids of words, or from the dataset.
  var lengths: Tensor {
    get throws(EngineError) {
      if let lengthsTensor { return lengthsTensor }
      let made = tensor(try .plain([batchSize]), needsGradient: false)
      lengthsTensor = made
      return made
    }
  }

  /// Appends `destination = source · weights + bias`, for matrices or equal batches of them.
  ///
  /// - Parameters:
  ///   - name: what it is for.
  ///   - source: `[…, rows, inner]`, in any strided layout.
  ///   - weights: `[…, inner, columns]`, in any strided layout; a transpose costs no copy.
  ///   - bias: `[…, 1, columns]` with as many axes as the destination, or nil.
  ///   - destination: `[…, rows, columns]`.
  ///   - accumulates: whether the product is added to what the destination holds.
  ///   - hasReLU: whether the result passes through ReLU.
  /// - Throws: ``EngineError`` when the library refuses the product.
  func multiply(
    _ name: String, _ source: Tensor, _ weights: Tensor, bias: Tensor? = nil,
    into destination: Tensor, accumulates: Bool = false, hasReLU: Bool = false
  ) throws(EngineError) {
    let (source, weights) = try operands(name, source, weights)
    var handle: OpaquePointer?
    // SAFETY: all descriptors outlive the call, which copies what it keeps.
    let status = unsafe lb_matmul_create(
      library.handle, source.layout.handle, weights.layout.handle, bias?.layout.handle,
      destination.layout.handle, accumulates ? 1 : 0, hasReLU ? 1 : 0, &handle)
    let primitive = try unsafe Primitive(name, handle, status: status)
    let inner = source.extents[source.extents.count - 1]
    primitive.operations = 2 * Double(destination.extents.reduce(1, *)) * Double(inner)
    var arguments = [(LB_SOURCE, source), (LB_WEIGHTS, weights), (LB_DESTINATION, destination)]
    if let bias { arguments.append((LB_BIAS, bias)) }
    run(primitive, arguments)
  }

  /// Whether rounding the operands of a product of R rows and C columns costs less than it saves.
  ///
  /// Each of their elements is used R·C / (R + C) times on average; a fixed rule of the shapes, so that
  /// the same spec gives the same bits.
  func isRounded(rows: Int, columns: Int) -> Bool {
    precision != .float32 && rows * columns > 32 * (rows + columns)
  }

  /// The operands of a product in the plan's precision, where it is rounded.
  private func operands(_ name: String, _ source: Tensor, _ weights: Tensor)
    throws(EngineError) -> (Tensor, Tensor)
  {
    let rows = source.extents[source.extents.count - 2]
    let columns = weights.extents[weights.extents.count - 1]
    guard isRounded(rows: rows, columns: columns) else { return (source, weights) }
    return (
      try converted(source, to: .plain(source.extents, of: precision), for: name),
      packedTensors.contains(weights.id)
        ? weights : try converted(weights, to: .plain(weights.extents, of: precision), for: name)
    )
  }
}
