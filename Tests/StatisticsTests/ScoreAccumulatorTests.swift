import Core
import Foundation
import Testing

@testable import Statistics

@Suite("Classification scores")
struct ScoreAccumulatorTests {
  @Test("accuracy, NLL, Brier and ECE agree with SciPy, scikit-learn and NumPy")
  func goldens() throws {
    for golden in try StatisticsGoldens.load().scores {
      let (scores, predictions) = score(golden.logits, golden.labels, golden.classes, cuts: [])
      #expect(scores.count == golden.labels.count)
      #expect(agree(scores.accuracy, golden.accuracy))
      #expect(agree(scores.negativeLogLikelihood, golden.negativeLogLikelihood), "\(golden.name)")
      #expect(agree(scores.brier, golden.brier), "\(golden.name)")
      #expect(
        agree(
          scores.expectedCalibrationError, golden.expectedCalibrationError, absolute: 1e-14),
        "\(golden.name)")
      #expect(predictions == golden.predictions)
    }
  }

  @Test("NLL and Brier are right to the last digits at extreme margins")
  func extremes() throws {
    for golden in try StatisticsGoldens.load().extremes {
      let (scores, _) = score(golden.logits, [golden.label], golden.logits.count, cuts: [])
      // Relative only: 1e-35 must not pass as 0.
      #expect(
        agree(
          scores.negativeLogLikelihood, golden.negativeLogLikelihood, absolute: 0, relative: 1e-13),
        "\(golden)")
      #expect(
        agree(scores.brier, golden.brier, absolute: 0, relative: 1e-13), "\(golden)")
      #expect(scores.isFinite)
    }
  }

  @Test("any cut into batches gives the same bits", arguments: UInt64(1)...5)
  func cuts(seed: UInt64) {
    var random = RandomStream(seed: seed)
    let (count, classes) = (53, 7)
    let logits = (0..<count * classes).map { _ in Float(4 * random.normal()) }
    let labels = (0..<count).map { _ in Int32(random.index(below: classes)) }
    let whole = score(logits, labels, classes, cuts: [])
    let cuts = Set((0..<4).map { _ in 1 + random.index(below: count - 1) }).sorted()
    let parts = score(logits, labels, classes, cuts: cuts)
    #expect(whole.0 == parts.0, "seed \(seed), cuts \(cuts)")
    #expect(whole.1 == parts.1)
  }

  @Test("a logit that is not finite makes the scores not finite, and does not trap")
  func nonFinite() {
    for bad in [Float.nan, .infinity] {
      for place in 0..<3 {
        var logits: [Float] = [0, 1, 2, 1, 0, 0]
        logits[place] = bad
        let (scores, predictions) = score(logits, [0, 0], 3, cuts: [])
        #expect(!scores.isFinite, "\(bad) at \(place)")
        #expect(predictions.count == 2)
      }
    }
  }

  @Test("one class is always right")
  func oneClass() {
    let (scores, predictions) = score([5, -5], [0, 0], 1, cuts: [])
    #expect(scores.accuracy == 1 && scores.negativeLogLikelihood == 0 && scores.brier == 0)
    #expect(predictions == [0, 0])
  }

  private func score(
    _ logits: [Float], _ labels: [Int32], _ classes: Int, cuts: [Int]
  ) -> (ClassificationScores, [UInt16]) {
    var accumulator = ScoreAccumulator(capacity: labels.count)
    for (start, end) in zip([0] + cuts, cuts + [labels.count]) {
      accumulator.add(
        logits: logits.span.extracting(start * classes..<end * classes),
        labels: labels.span.extracting(start..<end), classes: classes)
    }
    return (accumulator.scores(), accumulator.predictions)
  }
}
