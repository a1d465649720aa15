import CKernels

/// Loops of ours over words and sequences.
extension Memory {
  /// The row of each word, or the mean of the rows of each example when lengths are given.
  func tableForward(_ table: Tensor, _ ids: Tensor, into output: Tensor, lengths: Tensor?) -> Run {
    let (rows, width) = (table.extents[0], table.extents[1])
    let (examples, length) = (ids.extents[0], ids.extents[1])
    // SAFETY: the builder made the tensors for these extents; the closure holds the arenas.
    let (from, words, to) = unsafe (pointer(table), pointer(ids), pointer(output))
    guard let lengths else {
      return { [arena, parameters] _ in
        _ = (arena, parameters)
        unsafe lb_embedding_forward(from, rows, words, to, examples * length, width)
      }
    }
    let counts = unsafe pointer(lengths)
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      unsafe lb_bag_forward(from, rows, words, counts, to, examples, length, width)
    }
  }

  /// Files the slopes of a batch as the gradient of a table.
  func tableBackward(_ table: Tensor, _ ids: Tensor, slopes: Tensor, lengths: Tensor?) -> Run {
    guard case .parameter(let parameter) = table.place,
      let index = parameters.tables.firstIndex(where: { $0.parameter == parameter })
    else { preconditionFailure("the table was not registered") }
    // SAFETY: the builder made the tensors for these extents; the plan keeps the arena.
    let filed = unsafe TableGradient.Slopes(
      ids: pointer(ids), positions: ids.extents.reduce(1, *), values: pointer(slopes),
      positionsPerSlope: lengths == nil ? 1 : ids.extents[1], lengths: lengths.map(pointer))
    return { [arena, parameters] _ in
      _ = arena
      parameters.file(filed, ofTable: index)
    }
  }

  /// The largest value of each channel over true lengths less `trim`, and where it stands.
  func timeMax(
    _ input: Tensor, _ lengths: Tensor, trim: Int, hasReLU: Bool, into maximum: TimePooling.Maximum
  ) -> Run {
    let layout = input.sequenceLayout
    // SAFETY: the builder made the tensors for this layout; the closure holds the arena.
    let (from, counts, to, at) = unsafe (
      pointer(input), pointer(lengths), pointer(maximum.output), pointer(maximum.places)
    )
    return { [arena] _ in
      _ = arena
      unsafe lb_time_max(layout, from, counts, trim, hasReLU ? 1 : 0, to, at)
    }
  }

  /// The gradient of ``timeMax(_:_:trim:hasReLU:into:)``.
  func timeMaxBackward(
    _ slopes: Tensor, _ maximum: TimePooling.Maximum, hasReLU: Bool, into result: Tensor
  ) -> Run {
    let layout = result.sequenceLayout
    // SAFETY: the builder made the tensors for this layout; the closure holds the arena.
    let (from, values, at, to) = unsafe (
      pointer(slopes), pointer(maximum.output), pointer(maximum.places), pointer(result)
    )
    return { [arena] _ in
      _ = arena
      unsafe lb_time_max_backward(layout, from, values, at, hasReLU ? 1 : 0, to)
    }
  }

  /// What the backward pass of a convolution with max over time reads and writes.
  struct ConvolutionMaxOperands {
    let input: Tensor
    let weights: Tensor
    let slopes: Tensor
    let pooled: TimePooling.Maximum
    let hasReLU: Bool
    let weightGradient: Tensor
    let biasGradient: Tensor
    let inputGradient: Tensor?
  }

  /// The gradients of a convolution from the one window of each channel that was the largest.
  func convolutionMaxBackward(_ operands: ConvolutionMaxOperands) -> Run {
    let (input, weights) = (operands.input.extents, operands.weights.extents)
    let hasReLU: Int32 = operands.hasReLU ? 1 : 0
    // SAFETY: the builder made the tensors for these extents; places lie inside the sequence less the
    // window, because the forward pass looked nowhere else.
    let (from, kernels, slopes) = unsafe (
      pointer(operands.input), pointer(operands.weights), pointer(operands.slopes)
    )
    let (pooled, places) = unsafe (
      pointer(operands.pooled.output), pointer(operands.pooled.places)
    )
    let (weightTo, biasTo, inputTo) = unsafe (
      pointer(operands.weightGradient), pointer(operands.biasGradient),
      operands.inputGradient.map(pointer)
    )
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      unsafe lb_convolution_max_backward(
        from, kernels, slopes, pooled, places, hasReLU, weightTo, biasTo, inputTo, input[0],
        input[2], input[1], weights[0], weights[2])
    }
  }

  /// The mean of each channel over true lengths less `trim`.
  func timeMean(_ input: Tensor, _ lengths: Tensor, trim: Int, into output: Tensor) -> Run {
    let layout = input.sequenceLayout
    // SAFETY: the builder made the tensors for this layout; the closure holds the arena.
    let (from, counts, to) = unsafe (pointer(input), pointer(lengths), pointer(output))
    return { [arena] _ in
      _ = arena
      unsafe lb_time_mean(layout, from, counts, trim, to)
    }
  }

  /// The gradient of ``timeMean(_:_:trim:into:)``.
  func timeMeanBackward(_ slopes: Tensor, _ lengths: Tensor, trim: Int, into result: Tensor) -> Run
  {
    let layout = result.sequenceLayout
    // SAFETY: the builder made the tensors for this layout; the closure holds the arena.
    let (from, counts, to) = unsafe (pointer(slopes), pointer(lengths), pointer(result))
    return { [arena] _ in
      _ = arena
      unsafe lb_time_mean_backward(layout, from, counts, trim, to)
    }
  }
}

extension Tensor {
  /// How a tensor `[batch, channels, length]` lies in memory: channels last, blocked or plain.
  var sequenceLayout: lb_sequences {
    let (examples, channels, length) = (extents[0], extents[1], extents[2])
    let lanes = sequenceLanes ?? 1
    return lb_sequences(
      examples: examples, blocks: (channels + lanes - 1) / lanes, length: length, lanes: lanes,
      channels: channels)
  }

  /// Whether the loops over sequences can read the layout.
  var hasSequenceLayout: Bool { sequenceLanes != nil }

  /// How many channels of a position lie side by side; nil in a layout that the loops cannot read.
  private var sequenceLanes: Int? {
    if isLaid(as: try? .channelsLast(extents)) { return extents[1] }
    if isLaid(as: try? .blocked(extents)) { return 16 }
    return isLaid(as: try? .plain(extents)) ? 1 : nil
  }

  private func isLaid(as other: Descriptor?) -> Bool {
    other.map { layout.hasLayout(of: $0) } ?? false
  }
}
