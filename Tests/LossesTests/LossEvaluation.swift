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
    _ component: Component, context: LossContext = .balanced, logits: [Float], labels: [Int32],
    classes: Int, alpha: Double = 0, gradientScale: Float = 1
  ) throws {
    let loss = try LossCatalogue.make(component, context: context)
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

  init(
    _ id: String, logits: [Float], labels: [Int32], classes: Int, alpha: Double = 0,
    gradientScale: Float = 1
  ) throws {
    try self.init(
      Component(id), logits: logits, labels: labels, classes: classes, alpha: alpha,
      gradientScale: gradientScale)
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

  /// The rows of a range as a batch.
  subscript(rows: Range<Int>) -> RandomBatch {
    var part = self
    part.logits = Array(logits[rows.lowerBound * classes..<rows.upperBound * classes])
    part.labels = Array(labels[rows])
    return part
  }

  /// The batch with every class renamed to the next one.
  var turned: RandomBatch {
    var batch = self
    for i in logits.indices {
      let (row, column) = (i / classes, i % classes)
      batch.logits[row * classes + (column + 1) % classes] = logits[i]
    }
    batch.labels = labels.map { ($0 + 1) % Int32(classes) }
    return batch
  }

  func evaluate(
    _ id: String, _ settings: [String: Double] = [:], context: LossContext = .balanced,
    alpha: Double = 0, gradientScale: Float = 1
  ) throws -> LossEvaluation {
    try LossEvaluation(
      Component(id, settings), context: context, logits: logits, labels: labels,
      classes: classes, alpha: alpha, gradientScale: gradientScale)
  }
}

/// The ids of every loss, for law tests.
let lossIDs = LossCatalogue.all.described.map { $0.id }

/// The ids of the losses that claim a law.
func lossIDs(claiming law: LossLaws) -> [String] {
  LossCatalogue.all.entries.filter { $0.laws.contains(law) }.map { $0.id }
}

/// The ids of the losses that leave a law out.
func lossIDs(without law: LossLaws) -> [String] {
  LossCatalogue.all.entries.filter { !$0.laws.contains(law) }.map { $0.id }
}
