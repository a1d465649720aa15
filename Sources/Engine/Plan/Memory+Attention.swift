import CKernels

/// The loops of ours for attention and what stands around it.
extension Memory {
  /// The tensors of a layer normalisation: `[rows, channels]`, `[channels]` and `[rows]`.
  struct LayerNormTensors {
    let input: Tensor
    let scale: Tensor
    let shift: Tensor
    let means: Tensor
    let reciprocals: Tensor

    var channels: Int { scale.layout.floatCount }
    var rows: Int { means.layout.floatCount }
  }

  func layerNormForward(_ tensors: LayerNormTensors, output: Tensor, epsilon: Float) -> Run {
    let (rows, channels) = (tensors.rows, tensors.channels)
    check(rows * channels, tensors.input, output)
    // SAFETY: input and output have `rows · channels` floats, as checked; the others are `[channels]`
    // and `[rows]` by definition of the two counts.
    let (from, scale, shift) = unsafe (
      pointer(tensors.input), pointer(tensors.scale), pointer(tensors.shift)
    )
    // SAFETY: see above.
    let (to, means, reciprocals) = unsafe (
      pointer(output), pointer(tensors.means), pointer(tensors.reciprocals)
    )
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas.
      unsafe lb_layer_norm_forward(
        from, scale, shift, to, means, reciprocals, rows, channels, epsilon)
    }
  }

  /// The gradients of a layer normalisation; the addend is added to the input's.
  func layerNormBackward(
    _ tensors: LayerNormTensors, gradient: Tensor, addend: Tensor?, result: Tensor,
    scaleGradient: Tensor, shiftGradient: Tensor
  ) -> Run {
    let (rows, channels) = (tensors.rows, tensors.channels)
    check(rows * channels, tensors.input, gradient, result)
    if let addend { check(rows * channels, addend) }
    // SAFETY: as in the forward step; parameters and their gradients have one layout.
    let (from, scale, means) = unsafe (
      pointer(tensors.input), pointer(tensors.scale), pointer(tensors.means)
    )
    // SAFETY: see above.
    let (slope, other, to) = unsafe (pointer(gradient), addend.map(pointer), pointer(result))
    // SAFETY: see above.
    let (reciprocals, dScale, dShift) = unsafe (
      pointer(tensors.reciprocals), pointer(scaleGradient), pointer(shiftGradient)
    )
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas.
      unsafe lb_layer_norm_backward(
        from, slope, other, scale, means, reciprocals, to, dScale, dShift, rows, channels)
    }
  }

  /// Attention weights from scores `[examples, heads, length, length]`, in place.
  func attentionForward(_ scores: Tensor, lengths: Tensor?, factor: Float) -> Run {
    let (examples, heads, length) = (scores.extents[0], scores.extents[1], scores.extents[2])
    check(examples * heads * length * length, scores)
    if let lengths { check(examples, lengths) }
    // SAFETY: the scores are plain, and there is a length for each example, as just checked.
    let (values, known) = unsafe (pointer(scores), lengths.map(pointer))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena; lengths are from 1 to `length`.
      unsafe lb_attention_forward(values, known, examples, heads, length, factor)
    }
  }

  /// The gradient of the scores from that of the weights, in place.
  func attentionBackward(weights: Tensor, gradient: Tensor, factor: Float) -> Run {
    let length = weights.extents[3]
    let rows = weights.layout.floatCount / length
    check(rows * length, gradient)
    // SAFETY: both tensors are plain and of one size, as just checked.
    let (values, slope) = unsafe (pointer(weights), pointer(gradient))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_attention_backward(values, slope, rows, length, factor)
    }
  }

  /// Adds `[length, channels]` floats to each example.
  func addRepeated(_ input: Tensor, table: Tensor, into output: Tensor) -> Run {
    let period = table.layout.floatCount
    let repeats = input.layout.floatCount / period
    check(repeats * period, input, output)
    // SAFETY: input and output hold the table's size once for each example, as just checked.
    let (from, addend, to) = unsafe (pointer(input), pointer(table), pointer(output))
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas.
      unsafe lb_add_repeated(from, addend, to, repeats, period)
    }
  }

  /// The sum over examples.
  func sumRepeated(_ values: Tensor, into sum: Tensor) -> Run {
    let period = sum.layout.floatCount
    let repeats = values.layout.floatCount / period
    check(repeats * period, values)
    // SAFETY: the values hold the sum's size once for each example, as just checked.
    let (from, to) = unsafe (pointer(values), pointer(sum))
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas.
      unsafe lb_sum_repeated(from, to, repeats, period)
    }
  }

  private func check(_ count: Int, _ tensors: Tensor...) {
    for tensor in tensors {
      precondition(tensor.layout.floatCount == count, "a tensor of another size")
    }
  }
}
