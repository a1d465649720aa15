import Core
import Losses

/// Everything that one call of a loss says.
struct LossEvaluation {
  let totals: LossTotals
  let gradient: [Float]
  let losses: [Float]
  let weights: [Float]
  let logProbabilities: [Float]

  init(
    _ id: String, logits: [Float], labels: [Int32], classes: Int, alpha: Double = 0,
    gradientScale: Float = 1
  ) throws {
    let loss = try LossCatalogue.make(Component(id))
    var gradient = [Float](repeating: .nan, count: logits.count)
    var cases = CaseOutputs(capacity: labels.count)
    var view = gradient.mutableSpan
    totals = loss.evaluate(
      logits: logits.span, labels: labels.span, classes: classes, alpha: alpha,
      gradientScale: gradientScale, gradient: &view, cases: &cases)
    self.gradient = gradient
    losses = cases.losses
    weights = cases.weights
    logProbabilities = cases.logProbabilities
  }
}

/// Random logits, as multiples of 1/64 so that sums with powers of two are exact, and labels.
struct RandomBatch {
  var logits: [Float]
  var labels: [Int32]
  let classes: Int

  init(seed: UInt64, count: Int, classes: Int, spread: Double = 3) {
    var random = RandomStream(seed: seed)
    logits = (0..<count * classes).map { _ in
      Float((spread * random.normal() * 64).rounded() / 64)
    }
    labels = (0..<count).map { _ in Int32(random.index(below: classes)) }
    self.classes = classes
  }

  func evaluate(
    _ id: String, alpha: Double = 0, gradientScale: Float = 1
  ) throws -> LossEvaluation {
    try LossEvaluation(
      id, logits: logits, labels: labels, classes: classes, alpha: alpha,
      gradientScale: gradientScale)
  }
}

/// The ids of every loss, for law tests.
let lossIDs = LossCatalogue.all.described.map { $0.id }
