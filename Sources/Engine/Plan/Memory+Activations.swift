import CKernels

/// Activations of ours beside ReLU.
extension Memory {
  func geluForward(_ input: Tensor, _ output: Tensor) -> Run {
    let count = output.layout.floatCount
    precondition(input.layout.floatCount == count, "tensors of two sizes")
    // SAFETY: both tensors have `count` floats.
    let (from, to) = unsafe (pointer(input), pointer(output))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_gelu_forward(from, to, count)
    }
  }

  /// GELU's gradient from the layer's input; the result may be the gradient itself.
  func geluBackward(_ gradient: Tensor, input: Tensor, into result: Tensor) -> Run {
    let count = input.layout.floatCount
    precondition(
      gradient.layout.floatCount == count && result.layout.floatCount == count,
      "tensors of two sizes")
    // SAFETY: the three tensors have `count` floats.
    let (slope, from, to) = unsafe (pointer(gradient), pointer(input), pointer(result))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_gelu_backward(slope, from, to, count)
    }
  }

  /// ReGLU of `[rows, 2 · channels]` into `[rows, channels]`.
  func regluForward(_ input: Tensor, _ output: Tensor) -> Run {
    let (rows, channels) = (output.extents[0], output.extents[1])
    precondition(input.extents == [rows, 2 * channels], "two halves for each row")
    // SAFETY: both tensors are plain matrices of the extents just checked.
    let (from, to) = unsafe (pointer(input), pointer(output))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_reglu_forward(from, to, rows, channels)
    }
  }

  func regluBackward(_ gradient: Tensor, input: Tensor, into result: Tensor) -> Run {
    let (rows, channels) = (gradient.extents[0], gradient.extents[1])
    precondition(
      input.extents == [rows, 2 * channels] && result.extents == input.extents,
      "two halves for each row")
    // SAFETY: the tensors are plain matrices of the extents just checked.
    let (slope, from, to) = unsafe (pointer(gradient), pointer(input), pointer(result))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_reglu_backward(slope, from, to, rows, channels)
    }
  }
}
