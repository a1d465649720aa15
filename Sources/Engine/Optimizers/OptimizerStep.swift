import CKernels

extension OptimizerConfiguration {
  /// Updates all trained parameters, with the gradient clipped, and the running mean of the weights.
  ///
  /// - Parameters:
  ///   - store: sealed, with ``momentCount`` arenas of state.
  ///   - learningRate: of this step.
  ///   - step: the number of this update, from 1.
  func update(_ store: ParameterStore, learningRate: Double, step: Int) {
    var scale: Float = 1
    if clipNorm > 0 {
      // As PyTorch's clip_grad_norm_, whose small addend keeps the quotient finite.
      scale = Float(min(1, clipNorm / (store.gradientNorm + 1e-6)))
    }
    rule.update(store, learningRate: learningRate, step: step, gradientScale: scale)
    if let average = store.average {
      let kept = min(averageDecay, Double(1 + step) / Double(10 + step))
      // SAFETY: both arenas have the same size.
      unsafe lb_running_average(
        average.base, store.values.base, average.floatCount, Float(1 - kept), 1)
    }
  }
}

extension OptimizerConfiguration.Rule {
  /// Updates all trained parameters in one fused pass over each range.
  ///
  /// - Parameters:
  ///   - store: sealed, with the arenas of state that the rule needs.
  ///   - learningRate: of this step.
  ///   - step: the number of this update, from 1, for Adam's bias correction.
  ///   - gradientScale: times every gradient.
  func update(
    _ store: ParameterStore, learningRate: Double, step: Int, gradientScale: Float
  ) {
    let (decayed, all) = (store.decayedCount, store.values.floatCount)
    switch self {
    case .sgd(let momentum, let isNesterov, let weightDecay):
      func apply(_ range: Range<Int>, _ decay: Double) {
        let at = range.lowerBound
        // SAFETY: all arenas have the same size, and the range lies inside it.
        unsafe lb_sgd(
          store.values.base + at, store.gradients.base + at, store.moments[0].base + at,
          range.count, Float(learningRate), Float(momentum), isNesterov ? 1 : 0, Float(decay),
          gradientScale)
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
          Float(beta2), Float(epsilon), Float(decay), Float(first),
          Float(second), gradientScale)
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
