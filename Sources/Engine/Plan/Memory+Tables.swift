import CKernels

/// The loops of ours over the columns of tables.
extension Memory {
  /// The tensors of ``FeatureTokens``; what a table has no columns for is nil.
  struct TokenTensors {
    let columns: TableColumns
    let width: Int
    let input: Tensor
    let token: Tensor
    let bias: Tensor
    let weight: Tensor?
    let vectors: Tensor?

    /// The gradients of the parameters, in the same order.
    func gradients(in plan: PlanBuilder) -> [Tensor?] {
      [token, bias, weight, vectors].map { $0.map(plan.gradient(ofParameter:)) }
    }
  }

  func tokensForward(_ tensors: TokenTensors, into output: Tensor) -> Run {
    let (rows, width, columns) = (tensors.input.extents[0], tensors.width, tensors.columns)
    precondition(output.layout.floatCount == rows * (1 + columns.count) * width, "another size")
    // SAFETY: parameters have the extents that the layer describes, and the output was checked.
    let (from, token, bias, to) = unsafe (
      pointer(tensors.input), pointer(tensors.token), pointer(tensors.bias), pointer(output)
    )
    // SAFETY: a table without such columns is not read.
    let (weight, vectors) = unsafe (tensors.weight.map(pointer), tensors.vectors.map(pointer))
    let sizes = columns.cardinalities
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas, and `sizes` outlives the call.
      unsafe sizes.withUnsafeBufferPointer { sizes in
        unsafe lb_tokens_forward(
          lb_columns(
            numeric: columns.numeric, categorical: sizes.count, cardinalities: sizes.baseAddress),
          from, token, weight, bias, vectors, to, rows, width)
      }
    }
  }

  func tokensBackward(_ tensors: TokenTensors, gradient: Tensor, _ gradients: [Tensor?]) -> Run {
    let (rows, width, columns) = (tensors.input.extents[0], tensors.width, tensors.columns)
    precondition(
      gradient.layout.floatCount == rows * (1 + columns.count) * width, "another size")
    // SAFETY: a parameter's gradient has its extents; what a table has no columns for is nil.
    let targets = unsafe gradients.map { tensor in unsafe tensor.map { unsafe pointer($0) } }
    // SAFETY: the four entries are those of `gradients(in:)`.
    let (dToken, dBias, dWeight, dVectors) = unsafe (
      targets[0], targets[1], targets[2], targets[3]
    )
    // SAFETY: the gradient's size was checked, the input is the network's.
    let (from, slope) = unsafe (pointer(tensors.input), pointer(gradient))
    let sizes = columns.cardinalities
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas, and `sizes` outlives the call.
      unsafe sizes.withUnsafeBufferPointer { sizes in
        unsafe lb_tokens_backward(
          lb_columns(
            numeric: columns.numeric, categorical: sizes.count, cardinalities: sizes.baseAddress),
          from, slope, dToken, dWeight, dBias, dVectors, rows, width)
      }
    }
  }

  /// Numbers, then the vector of each id.
  func categoriesForward(
    _ columns: TableColumns, _ input: Tensor, vectors: Tensor, into output: Tensor
  ) -> Run {
    let (rows, width) = (input.extents[0], vectors.extents[1])
    precondition(vectors.extents[0] == columns.vectorCount, "another number of vectors")
    // SAFETY: the layer made the output for these columns; the number of vectors was checked.
    let (from, table, to) = unsafe (pointer(input), pointer(vectors), pointer(output))
    let sizes = columns.cardinalities
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas, and `sizes` outlives the call.
      unsafe sizes.withUnsafeBufferPointer { sizes in
        unsafe lb_categories_forward(
          lb_columns(
            numeric: columns.numeric, categorical: sizes.count, cardinalities: sizes.baseAddress),
          from, table, to, rows, width)
      }
    }
  }

  /// The gradient of the vectors.
  func categoriesBackward(
    _ columns: TableColumns, _ input: Tensor, gradient: Tensor, into sum: Tensor
  ) -> Run {
    let (rows, width) = (input.extents[0], sum.extents[1])
    precondition(sum.extents[0] == columns.vectorCount, "another number of vectors")
    // SAFETY: as in the forward step.
    let (from, slope, to) = unsafe (pointer(input), pointer(gradient), pointer(sum))
    let sizes = columns.cardinalities
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas, and `sizes` outlives the call.
      unsafe sizes.withUnsafeBufferPointer { sizes in
        unsafe lb_categories_backward(
          lb_columns(
            numeric: columns.numeric, categorical: sizes.count, cardinalities: sizes.baseAddress),
          from, slope, to, rows, width)
      }
    }
  }

  /// The first position of each example of a sequence with channels last.
  func firstForward(_ input: Tensor, into output: Tensor) -> Run {
    let (rows, width) = (output.extents[0], output.extents[1])
    let stride = input.layout.floatCount / rows
    // SAFETY: the input holds `stride` floats for each example, the output `width` of them.
    let (from, to) = unsafe (pointer(input), pointer(output))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_first_forward(from, to, rows, stride, width)
    }
  }

  /// The gradient of ``firstForward(_:into:)``.
  func firstBackward(_ gradient: Tensor, into result: Tensor) -> Run {
    let (rows, width) = (gradient.extents[0], gradient.extents[1])
    let stride = result.layout.floatCount / rows
    // SAFETY: as in the forward step.
    let (slope, to) = unsafe (pointer(gradient), pointer(result))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_first_backward(slope, to, rows, stride, width)
    }
  }
}
