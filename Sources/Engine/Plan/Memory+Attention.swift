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

  /// Attention weights from scores `[examples, heads, queries, length]`, in place.
  func attentionForward(_ scores: Tensor, lengths: Tensor?, factor: Float) -> Run {
    let (examples, heads) = (scores.extents[0], scores.extents[1])
    let (queries, length) = (scores.extents[2], scores.extents[3])
    check(examples * heads * queries * length, scores)
    if let lengths { check(examples, lengths) }
    // SAFETY: the scores are plain, and there is a length for each example, as just checked.
    let (values, known) = unsafe (pointer(scores), lengths.map(pointer))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena; lengths are from 1 to `length`.
      unsafe lb_attention_forward(values, known, examples, heads, queries, length, factor)
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

  /// The tensors of attention with narrow heads.
  struct NarrowAttentionTensors {
    let joint: Tensor
    let lengths: Tensor?
    let weights: Tensor
    /// The contexts, or their gradient.
    let context: Tensor
    let scratch: Tensor

    /// The floats from one row of weights to the next.
    static func pitch(length: Int) -> Int { lb_narrow_attention_pitch(length) }
    /// The floats of scratch that sequences of a length need.
    static func scratchCount(length: Int) -> Int { lb_narrow_attention_scratch(length) }
  }

  /// Weights and contexts of narrow heads from their queries, keys and values.
  func narrowAttentionForward(_ tensors: NarrowAttentionTensors, factor: Float) -> Run {
    let shape = narrowShape(tensors, factor: factor)
    // SAFETY: the sizes were just checked.
    let (joint, lengths, weights) = unsafe (
      pointer(tensors.joint), tensors.lengths.map(pointer), pointer(tensors.weights)
    )
    // SAFETY: see above.
    let (context, scratch) = unsafe (pointer(tensors.context), pointer(tensors.scratch))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena; lengths are from 1 to the length.
      unsafe withUnsafePointer(to: shape) {
        unsafe lb_narrow_attention_forward($0, joint, lengths, weights, context, scratch)
      }
    }
  }

  /// The gradient of queries, keys and values of narrow heads.
  func narrowAttentionBackward(
    _ tensors: NarrowAttentionTensors, into gradient: Tensor, factor: Float
  ) -> Run {
    let shape = narrowShape(tensors, factor: factor)
    check(tensors.joint.layout.floatCount, gradient)
    // SAFETY: the sizes were just checked.
    let (joint, lengths, weights) = unsafe (
      pointer(tensors.joint), tensors.lengths.map(pointer), pointer(tensors.weights)
    )
    // SAFETY: see above.
    let (slopes, result, scratch) = unsafe (
      pointer(tensors.context), pointer(gradient), pointer(tensors.scratch)
    )
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena; lengths are from 1 to the length.
      unsafe withUnsafePointer(to: shape) {
        unsafe lb_narrow_attention_backward($0, joint, lengths, weights, slopes, result, scratch)
      }
    }
  }

  /// The extents of narrow heads, by their weights `[examples, heads, queries, pitch]`.
  private func narrowShape(_ tensors: NarrowAttentionTensors, factor: Float)
    -> lb_narrow_attention
  {
    let extents = tensors.weights.extents
    let (examples, heads, queries) = (extents[0], extents[1], extents[2])
    let (length, channels) = (
      tensors.joint.extents[0] / examples, tensors.joint.extents[1] / 3
    )
    let pitch = NarrowAttentionTensors.pitch(length: length)
    check(examples * length * 3 * channels, tensors.joint)
    check(examples * heads * queries * pitch, tensors.weights)
    check(examples * queries * channels, tensors.context)
    if let lengths = tensors.lengths { check(examples, lengths) }
    check(NarrowAttentionTensors.scratchCount(length: length), tensors.scratch)
    precondition(channels / heads <= 16, "a head of \(channels / heads) channels is not narrow")
    return lb_narrow_attention(
      examples: examples, heads: heads, queries: queries, length: length, width: channels / heads,
      factor: factor)
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
