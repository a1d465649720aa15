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
      try plan.file(
        plan.tensor(source.layout, at: slope.place, needsGradient: false), asGradientOf: source)
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
  ///   - source: `[…, rows, inner]`, in any strided layout.
  ///   - weights: `[…, inner, columns]`, in any strided layout; a transpose costs no copy.
  ///   - bias: `[…, 1, columns]` with as many axes as the destination, or nil.
  ///   - destination: `[…, rows, columns]`.
  ///   - accumulates: whether the product is added to what the destination holds.
  ///   - hasReLU: whether the result passes through ReLU.
  func multiply(
    _ name: String, _ source: Tensor, _ weights: Tensor, bias: Tensor? = nil,
    into destination: Tensor, accumulates: Bool = false, hasReLU: Bool = false
  ) throws(EngineError) {
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
}
