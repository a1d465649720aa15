import Foundation

/// One example's logits, its softmax and its gradient in `Double`: the scratch of ``RowLoss``.
///
/// Probabilities near 1 are known by what is missing to 1, so differences from 1 are never formed.
struct SoftmaxRow: Sendable {
  /// The true class.
  private(set) var label = 0
  /// The logits; a loss may overwrite them and call ``softmax()`` again.
  var logits: [Double] = []
  /// The softmax of the logits; a loss may overwrite it with probabilities of its own.
  var probabilities: [Double] = []
  /// Written by the loss: the derivative with respect to each of the logits that came in.
  var gradient: [Double] = []
  /// The class of the largest logit; the first of equals.
  private(set) var top = 0
  /// `1 − p` of the top class.
  private(set) var topComplement = 0.0
  /// `ln Σ exp(z − z_top)`, which is `−ln p` of the top class.
  private(set) var logTotal = 0.0
  /// `1 − p_y`.
  private(set) var complement = 0.0

  /// The number of classes.
  var classes: Int { logits.count }

  /// `−ln p_y`.
  var crossEntropy: Double { negativeLogProbability(of: label) }

  /// `p_y`.
  var trueProbability: Double { probabilities[label] }

  /// Returns `−ln p` of a class, accurate also where p rounds to 1 or 0.
  func negativeLogProbability(of k: Int) -> Double { logTotal + (logits[top] - logits[k]) }

  /// Takes in one row of a batch and computes its softmax.
  mutating func load(_ batch: Span<Float>, row: Int, classes: Int, label: Int32) {
    precondition(
      UInt32(bitPattern: label) < UInt32(classes),
      "label \(label) of row \(row) is outside 0..<\(classes)")
    if logits.count != classes {
      logits = [Double](repeating: 0, count: classes)
      probabilities = logits
      gradient = logits
    }
    self.label = Int(label)
    for k in 0..<classes { logits[k] = Double(batch[row * classes + k]) }
    softmax()
  }

  /// Computes everything that follows from the logits.
  mutating func softmax() {
    top = 0
    for k in 1..<classes where logits[k] > logits[top] { top = k }
    let largest = logits[top]
    var (beside, others) = (0.0, 0.0)  // Sums without the top class, without the true class.
    for k in 0..<classes {
      let power = exp(logits[k] - largest)
      probabilities[k] = power
      if k != top { beside += power }
      if k != label { others += power }
    }
    let total = 1 + beside
    for k in 0..<classes { probabilities[k] /= total }
    topComplement = beside / total
    complement = others / total
    logTotal = log1p(beside)
  }

  /// Writes the gradient of `scale · (cross entropy)`, `scale · (p − e_y)`.
  mutating func writeCrossEntropyGradient(scale: Double = 1) {
    for k in 0..<classes { gradient[k] = scale * probabilities[k] }
    gradient[label] = -scale * complement
  }

  /// Returns `−(∂ℓ/∂z_y) / (1 − p_y)` of the gradient as written.
  ///
  /// 0 where `1 − p_y` underflows: there is nothing left to pull.
  func pull(complement: Double) -> Double { complement > 0 ? -gradient[label] / complement : 0 }
}
