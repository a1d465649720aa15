import Engine
import Losses
import Records
import Statistics

/// What is counted while an epoch trains, from what the loss says of each example anyway.
///
/// It reads and never writes what training uses: weights are the same bits with and without it. A
/// value made of numbers, so a copy of a loop in the middle of an epoch carries it along; adding a
/// step allocates nothing.
struct EpochWatch: Codable, Hashable, Sendable {
  /// Below this weight an example hardly moves the network: it is left behind.
  static let leftBehindWeight: Float = 0.1
  /// Steps of an epoch whose gradient is measured.
  static let gradientSteps = 4

  private var histogram = CaseHistogram()
  private var leftBehind = 0
  private var mislabelled = 0
  private var mislabelledLeftBehind = 0
  private var gradientNorms = 0.0
  private var gradientCount = 0

  /// Counts the examples of a step.
  ///
  /// - Parameters:
  ///   - cases: what the loss wrote.
  ///   - count: the examples of the step.
  ///   - order: the epoch's order.
  ///   - first: the step's first place in it.
  ///   - isMislabelled: of each training example, whether its label is known to be wrong; empty
  ///     where that is not known.
  mutating func add(
    _ cases: CaseOutputs, count: Int, order: [Int32], first: Int, isMislabelled: [Bool]
  ) {
    histogram.add(cases.logProbabilities, count: count)
    let weights = cases.weights
    var behind = 0
    for row in 0..<count where weights[row] < Self.leftBehindWeight { behind += 1 }
    leftBehind += behind
    guard !isMislabelled.isEmpty else { return }
    for row in 0..<count where isMislabelled[Int(order[first + row])] {
      mislabelled += 1
      if weights[row] < Self.leftBehindWeight { mislabelledLeftBehind += 1 }
    }
  }

  /// Measures the gradient of the backward pass that just ran, if this is one of the epoch's steps
  /// that are measured: the last ones of its quarters, short batches aside.
  mutating func addGradient(of network: CompiledNetwork, batch: Int, fullBatches: Int) {
    let (before, after) = (batch * Self.gradientSteps, (batch + 1) * Self.gradientSteps)
    guard batch < fullBatches, after / fullBatches > before / fullBatches else { return }
    gradientNorms += network.gradientNorm
    gradientCount += 1
  }

  /// Writes what was counted into the point of a finished epoch, and forgets it.
  ///
  /// Numbers that are not finite, of a network about to diverge, are left out.
  mutating func finish(_ point: inout TrialRecord.EpochPoint, distance: Double) {
    let count = Double(max(1, histogram.count))
    point.leftBehind = Double(leftBehind) / count
    if mislabelled > 0 {
      point.leftBehindOfMislabelled = Double(mislabelledLeftBehind) / Double(mislabelled)
      if leftBehind > 0 {
        point.mislabelledOfLeftBehind = Double(mislabelledLeftBehind) / Double(leftBehind)
      }
    }
    let norm = gradientNorms / Double(max(1, gradientCount))
    point.gradientNorm = gradientCount > 0 && norm.isFinite ? norm : nil
    point.weightDistance = distance.isFinite ? distance : nil
    point.cases = TrialRecord.CaseCounts(histogram)
    reset()
  }

  /// Forgets everything, in place.
  private mutating func reset() {
    histogram.reset()
    (leftBehind, mislabelled, mislabelledLeftBehind) = (0, 0, 0)
    (gradientNorms, gradientCount) = (0, 0)
  }
}

extension TrialRecord.CaseCounts {
  init(_ histogram: CaseHistogram) {
    self.init(probability: histogram.probabilityCounts, margin: histogram.marginCounts)
  }
}
