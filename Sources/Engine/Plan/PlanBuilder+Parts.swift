import COneDNN

/// Parts of tensors, and copies that a product reads faster.
extension PlanBuilder {
  /// A tensor in the memory of another one, `offset` floats behind its start.
  func part(of whole: Tensor, from offset: Int, _ layout: Descriptor) -> Tensor {
    guard case .activation(let start) = whole.place else {
      preconditionFailure("parts are of the plan's own memory")
    }
    return tensor(layout, at: .activation(offset: start + offset), needsGradient: false)
  }

  /// A parameter in row-major order.
  func plainParameter(_ description: ParameterDescription) throws(EngineError) -> Tensor {
    parameter(description, preferring: try .plain(description.shape))
  }

  /// A row-major matrix read by columns.
  func transposed(_ matrix: Tensor) throws(EngineError) -> Tensor {
    try columnsAsRows(matrix, stride: matrix.extents[1])
  }

  /// A matrix with `stride` floats between its rows, read by columns.
  func columnsAsRows(_ matrix: Tensor, stride: Int) throws(EngineError) -> Tensor {
    let (rows, columns) = (matrix.extents[0], matrix.extents[1])
    return tensor(
      try .strided([columns, rows], by: [1, stride]), at: matrix.place, needsGradient: false)
  }

  /// A vector as a matrix of one row, as products want their bias.
  func row(_ vector: Tensor) throws(EngineError) -> Tensor {
    tensor(try .plain([1, vector.extents[0]]), at: vector.place, needsGradient: false)
  }

  /// A copy of the right factor of a product, in the layout that the product likes best and in the
  /// plan's precision where the product is rounded.
  ///
  /// Worth its time where many products of one pass share the factor.
  func packed(
    _ weights: Tensor, forProductsOf source: Descriptor, bias: Tensor? = nil,
    into destination: Descriptor, accumulates: Bool = false, reader: String
  ) throws(EngineError) -> Tensor {
    var handle: OpaquePointer?
    let isRounded = isRounded(rows: source.extents[0], columns: weights.extents[1])
    let any = try Descriptor.any(weights.extents, of: isRounded ? precision : .float32)
    let source = isRounded ? try Descriptor.plain(source.extents, of: precision) : source
    // SAFETY: all descriptors outlive the call, which copies what it keeps.
    let status = unsafe lb_matmul_create(
      library.handle, source.handle, any.handle, bias?.layout.handle, destination.handle,
      accumulates ? 1 : 0, 0, &handle)
    let trial = try unsafe Primitive(reader, handle, status: status)
    let liked = try trial.requiredLayout(LB_WEIGHTS, extents: weights.extents)
    if liked.hasLayout(of: weights.layout) { return weights }
    let copy = tensor(liked, needsGradient: false)
    try reorder(weights, into: copy, for: reader)
    packedTensors.insert(copy.id)
    return copy
  }
}
