import CKernels

/// What can be measured of a network between two steps, without changing it.
extension CompiledNetwork {
  /// The Euclidean norm of the gradient of the last backward pass, before clipping.
  ///
  /// Without the tables of embeddings where the optimizer leaves idle rows alone: their gradient is
  /// never written out. Costs one pass over the gradients.
  public var gradientNorm: Double {
    guard !store.gathersTables else { return store.gradientNorm }
    let (gradients, decayed) = (store.gradients, store.decayedCount)
    // SAFETY: the ranges lie inside the arena: weights first, then tables, then what is not decayed.
    let squares =
      unsafe lb_square_sum(gradients.base, store.weightCount)
      + lb_square_sum(gradients.base + decayed, gradients.floatCount - decayed)
    return squares.squareRoot()
  }

  /// Returns a copy of all trained numbers, which nothing changes.
  public func weightSnapshot() -> WeightSnapshot {
    let copy = Arena(floatCount: store.values.floatCount)
    copy.copy(from: store.values)
    return WeightSnapshot(values: copy)
  }

  /// Returns the Euclidean distance of the trained numbers from a snapshot of this network or of one
  /// compiled alike; one pass over both.
  public func weightDistance(from snapshot: WeightSnapshot) -> Double {
    let (own, other) = (store.values, snapshot.values)
    precondition(
      own.floatCount == other.floatCount,
      "a snapshot of \(other.floatCount) numbers for a network of \(own.floatCount)")
    // SAFETY: both arenas hold as many floats as was just checked.
    return unsafe lb_square_distance(own.base, other.base, own.floatCount).squareRoot()
  }
}

/// The trained numbers of a network at one moment: weights, tables and biases, no statistics.
public final class WeightSnapshot {
  let values: Arena

  init(values: Arena) { self.values = values }
}
