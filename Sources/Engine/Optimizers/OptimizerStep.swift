import CKernels

extension OptimizerConfiguration {
  /// Updates all trained parameters in one fused pass over each range.
  ///
  /// - Parameters:
  ///   - store: sealed, with ``momentCount`` arenas of state.
  ///   - learningRate: of this step.
  ///   - step: the number of this update, from 1, for Adam's bias correction.
  func update(_ store: ParameterStore, learningRate: Double, step: Int) {
    let (decayed, all) = (store.decayedCount, store.values.floatCount)
    switch self {
    case .sgd(let momentum, let isNesterov, let weightDecay):
      func apply(_ range: Range<Int>, _ decay: Double) {
        let at = range.lowerBound
        // SAFETY: all arenas have the same size, and the range lies inside it.
        unsafe lb_sgd(
          store.values.base + at, store.gradients.base + at, store.moments[0].base + at,
          range.count, Float(learningRate), Float(momentum), isNesterov ? 1 : 0, Float(decay))
      }
      if store.gathersTables {
        apply(0..<decayed, weightDecay)
      } else {
        apply(0..<store.weightCount, weightDecay)
        for table in store.tables {
          // SAFETY: the value arena has room for the table at its parameter's offset.
          unsafe table.scatter(
            into: store.pointer(table.parameter), times: -Float(learningRate))
        }
      }
      apply(decayed..<all, 0)
    case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
      let (first, second) = (1 - power(beta1, step), 1 - power(beta2, step))
      func apply(_ range: Range<Int>, _ decay: Double) {
        let at = range.lowerBound
        // SAFETY: all arenas have the same size, and the range lies inside it.
        unsafe lb_adamw(
          store.values.base + at, store.gradients.base + at, store.moments[0].base + at,
          store.moments[1].base + at, range.count, Float(learningRate), Float(beta1),
          Float(beta2), Float(epsilon), Float(decay), Float(first), Float(second))
      }
      apply(0..<decayed, weightDecay)
      apply(decayed..<all, 0)
    }
  }

  /// A power by squaring: the same bits on every machine, which `pow` does not promise.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
