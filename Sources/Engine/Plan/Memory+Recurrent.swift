import CKernels

/// The loops of recurrent layers.
extension Memory {
  /// What one position of a series reads and writes, in the words of `lb_recurrent_step`.
  struct RecurrentStep {
    let cell: RecurrentCell
    let position: Int
    let gates: Tensor
    let cells: (before: Tensor, after: Tensor)
    let states: (before: Tensor, after: Tensor)
    let lengths: Tensor
    let zeros: Tensor
    /// What the backward pass needs besides.
    var slopes: Tensor?
    var inputSlopes: Tensor?
    var entering: Tensor?
    var entersEverywhere = false
    var carried: Tensor?
    var passed: Tensor?
    var sums: Tensor?
  }

  /// Activates the gates of one position and writes its state.
  func recurrentForward(_ step: RecurrentStep) -> Run {
    // SAFETY: the layer's tensors have the extents that the kernel's header states.
    let pointers = unsafe pointers(of: step)
    let isLSTM = step.cell == .lstm
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe withUnsafePointer(to: pointers) {
        if isLSTM { unsafe lb_lstm_forward($0) } else { unsafe lb_gru_forward($0) }
      }
    }
  }

  /// Writes the gradients of the gates of one position.
  func recurrentBackward(_ step: RecurrentStep) -> Run {
    // SAFETY: the layer's tensors have the extents that the kernel's header states.
    let pointers = unsafe pointers(of: step)
    let isLSTM = step.cell == .lstm
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe withUnsafePointer(to: pointers) {
        if isLSTM { unsafe lb_lstm_backward($0) } else { unsafe lb_gru_backward($0) }
      }
    }
  }

  /// Copies the state of each example at its true length out of `[length, batch, hidden]`.
  func lastStates(_ states: Tensor, lengths: Tensor, into result: Tensor) -> Run {
    let (batch, hidden) = (result.extents[0], result.extents[1])
    // SAFETY: lengths are from 1 to the number of steps, `[batch]`; the result is `[batch, hidden]`.
    let (from, ends, to) = unsafe (pointer(states), pointer(lengths), pointer(result))
    return { [arena] _ in
      _ = arena
      // SAFETY: see above; the closure holds the arena.
      unsafe lb_last_states(from, ends, to, batch, hidden)
    }
  }

  /// Sets a tensor of single floats to zero.
  func clear(_ tensor: Tensor) -> Run {
    let count = tensor.layout.floatCount
    // SAFETY: the tensor has `count` floats.
    let to = unsafe pointer(tensor)
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      unsafe to.update(repeating: 0, count: count)
    }
  }

  /// Copies some floats of one tensor to some of another.
  func copy(
    _ source: Tensor, from start: Int = 0, into target: Tensor, at place: Int = 0, count: Int
  )
    -> Run
  {
    precondition(
      start + count <= source.layout.floatCount && place + count <= target.layout.floatCount,
      "a copy stays within its tensors")
    // SAFETY: both ranges were just checked; the two tensors do not overlap.
    let (from, to) = unsafe (pointer(source) + start, pointer(target) + place)
    return { [arena, parameters] _ in
      _ = (arena, parameters)
      // SAFETY: see above; the closure holds both arenas.
      unsafe to.update(from: from, count: count)
    }
  }

  private func pointers(of step: RecurrentStep) -> lb_recurrent_step {
    // SAFETY: a null pointer stands for a tensor that the pass at hand does not read.
    unsafe lb_recurrent_step(
      rows: step.states.after.extents[0], hidden: step.states.after.extents[1],
      step: step.position, gates: pointer(step.gates), previous_cell: pointer(step.cells.before),
      cell: pointer(step.cells.after), previous_state: pointer(step.states.before),
      state: pointer(step.states.after), slopes: step.slopes.map { unsafe pointer($0) },
      input_slopes: step.inputSlopes.map { unsafe pointer($0) }, lengths: pointer(step.lengths),
      zeros: pointer(step.zeros), entering: step.entering.map { unsafe pointer($0) },
      enters_everywhere: step.entersEverywhere ? 1 : 0,
      carried: step.carried.map { unsafe pointer($0) },
      passed: step.passed.map { unsafe pointer($0) }, sums: step.sums.map { unsafe pointer($0) })
  }
}
