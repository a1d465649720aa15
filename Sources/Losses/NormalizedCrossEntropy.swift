/// The normalised cross entropy that two losses share.
extension SoftmaxRow {
  /// Writes the gradient of `scale · a / S` and returns `a / S`.
  ///
  /// Here `a = −ln p_y` and `S = −Σ ln p_k`. With `D = Σ (z_y − z_k)` the gradient is
  /// `(p_k D + a) / S²` beside the true class and `−((1 − p_y) D + (K − 1) a) / S²` at it. Where
  /// a term of these cancels, an equal form without cancellation is used.
  mutating func writeNormalizedCrossEntropy(scale: Double) -> Double {
    let a = crossEntropy
    var distance = 0.0  // D
    var others = 0.0  // −Σ ln p_k over all but the true class
    for k in 0..<classes where k != label {
      distance += logits[label] - logits[k]
      others += negativeLogProbability(of: k)
    }
    let summed = a + others
    let factor = scale / (summed * summed)
    for k in 0..<classes { gradient[k] = factor * (probabilities[k] * distance + a) }
    if top != label {
      // p of the top class may round to 1, and D to −a.
      let besideTop = distance - (logits[label] - logits[top])
      gradient[top] =
        factor * (probabilities[top] * (logTotal + besideTop) + topComplement * a)
    }
    let pulled =
      distance >= 0
      ? complement * distance + Double(classes - 1) * a
      : others - trueProbability * distance
    gradient[label] = -factor * pulled
    return a / summed
  }
}
