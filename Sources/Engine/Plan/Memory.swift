import CKernels

/// Where the tensors of a plan live, once that is decided, and the loops of ours over them.
///
/// Each function checks sizes once, when the plan is built, and returns the step that runs.
@safe struct Memory {
  typealias Run = (Plan.Context) -> Void

  let arena: Arena
  let scratchOffset: Int
  let parameters: ParameterStore

  func pointer(_ tensor: Tensor) -> UnsafeMutablePointer<Float> {
    switch tensor.place {
    case .activation(let offset):
      // SAFETY: the builder reserved room for the layout at this offset.
      return unsafe arena.base + offset
    case .scratch:
      // SAFETY: the scratch area has room for the largest scratchpad of the plan.
      return unsafe arena.base + scratchOffset
    case .parameter(let index): return unsafe parameters.pointer(index)
    case .parameterGradient(let index): return unsafe parameters.gradientPointer(index)
    }
  }

  /// The floats of a tensor of the plan's own memory.
  func range(of tensor: Tensor) -> Range<Int> {
    guard case .activation(let offset) = tensor.place else {
      preconditionFailure("the tensor is not in the plan's own memory")
    }
    return offset..<(offset + tensor.extents.reduce(1, *))
  }

  /// The sum of two tensors, optionally through ReLU.
  func sum(_ left: Tensor, _ right: Tensor, into result: Tensor, hasReLU: Bool = false) -> Run {
    let count = result.layout.floatCount
    // SAFETY: the three tensors have the same layout of `count` floats, in arenas that are kept.
    let (a, b, to) = unsafe (pointer(left), pointer(right), pointer(result))
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas.
      unsafe lb_sum(a, b, to, count, hasReLU ? 1 : 0)
    }
  }

  func reluForward(_ input: Tensor, _ output: Tensor) -> Run {
    let count = output.layout.floatCount
    // SAFETY: both tensors have the same layout of `count` floats.
    let (from, to) = unsafe (pointer(input), pointer(output))
    return { [arena] _ in
      _ = arena
      unsafe lb_relu_forward(from, to, count)
    }
  }

  /// ReLU's gradient from the layer's output; the result may be the gradient itself.
  func reluBackward(_ gradient: Tensor, output: Tensor, into result: Tensor) -> Run {
    let count = output.layout.floatCount
    // SAFETY: the three tensors have the same layout of `count` floats.
    let (values, slope, to) = unsafe (pointer(output), pointer(gradient), pointer(result))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_relu_backward(slope, values, to, count)
    }
  }

  /// Dropout, or its gradient: the mask depends on the key and the position alone.
  func dropout(_ input: Tensor, _ output: Tensor, rate: Float, salt: UInt64) -> Run {
    let count = output.layout.floatCount
    let threshold = UInt32(min(Double(rate) * 0x1p32, Double(UInt32.max)))
    let scale = 1 / (1 - rate)
    // SAFETY: both tensors have the same layout of `count` floats.
    let (from, to) = unsafe (pointer(input), pointer(output))
    return { [arena] context in
      _ = arena
      unsafe lb_dropout(from, to, count, context.dropoutKey ^ salt, threshold, scale)
    }
  }

  /// Moves a running average towards a batch's statistic times `scale`.
  func runningAverage(_ running: Tensor, batch: Tensor, momentum: Float, scale: Float) -> Run {
    let count = running.extents.reduce(1, *)
    // SAFETY: both tensors hold one float for each of `count` channels.
    let (average, value) = unsafe (pointer(running), pointer(batch))
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      unsafe lb_running_average(average, value, count, momentum, scale)
    }
  }
}
