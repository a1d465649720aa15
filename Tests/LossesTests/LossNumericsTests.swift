import Foundation
import Testing

@testable import Losses

@Suite("Losses at extreme margins")
struct LossNumericsTests {
  @Test("ln p and 1 − p are right", arguments: [-80, -40, -18, -1, 0, 1, 18, 40, 80])
  func margins(margin: Double) throws {
    // With two classes p_y is the logistic function of the margin.
    let found = try LossEvaluation(
      "expectation", logits: [Float(margin), 0], labels: [0], classes: 2)
    let complement = 1 / (1 + exp(margin))
    let logProbability = margin > 0 ? -log1p(exp(-margin)) : margin - log1p(exp(margin))
    #expect(abs(Double(found.losses[0]) - complement) <= 3e-7 * complement)
    let error = abs(Double(found.logProbabilities[0]) - logProbability)
    #expect(error <= 3e-7 * abs(logProbability))
  }

  @Test("a certain example keeps its gradient where 1 − p rounds to 0 in Float")
  func certainExample() throws {
    let found = try LossEvaluation("cross-entropy", logits: [30, 0], labels: [0], classes: 2)
    let expected = Float(exp(-30.0))
    #expect(abs(found.gradient[0] + expected) <= 3e-7 * expected)
    #expect(abs(found.gradient[1] - expected) <= 3e-7 * expected)
  }

  @Test("no NaN and no infinity for logits up to ten thousand", arguments: lossIDs)
  func finite(id: String) throws {
    for classes in [2, 3, 10, 100, 1000] {
      for top in [Float(10_000), 100, 88, 87, 0] {
        for label in [Int32(0), 1, Int32(classes - 1)] {
          var logits = [Float](repeating: -top, count: classes)
          logits[0] = top
          let found = try LossEvaluation(
            id, logits: logits, labels: [label], classes: classes, alpha: 0.9)
          let values = found.gradient + found.losses + found.weights + found.logProbabilities
          #expect(values.allSatisfy { $0.isFinite }, "\(classes) classes, \(top), label \(label)")
          #expect(found.totals.loss >= 0)
        }
      }
    }
  }

  @Test("a logit that is not a number makes the loss not a number", arguments: [2, 10, 100])
  func divergenceShows(classes: Int) throws {
    for bad in [Float.nan, .infinity] {
      var logits = [Float](repeating: 0, count: classes)
      logits[classes / 2] = bad
      let found = try LossEvaluation("cross-entropy", logits: logits, labels: [0], classes: classes)
      #expect(!found.totals.loss.isFinite)
    }
  }

  @Test("mixed at α = 0 is cross entropy and at α = 1 expectation, bit for bit")
  func mixedEnds() throws {
    for classes in [2, 3, 10, 100] {
      for spread in [1.0, 30, 300] {
        let batch = RandomBatch(seed: 7, count: 70, classes: classes, spread: spread)
        for (alpha, id) in [(0.0, "cross-entropy"), (1.0, "expectation")] {
          let mixed = try batch.evaluate("mixed", alpha: alpha, gradientScale: 1 / 70)
          let pure = try batch.evaluate(id, gradientScale: 1 / 70)
          #expect(bits(mixed.gradient) == bits(pure.gradient))
          #expect(bits(mixed.losses) == bits(pure.losses))
          #expect(bits(mixed.weights) == bits(pure.weights))
          #expect(mixed.totals == pure.totals)
        }
      }
    }
  }

  @Test("mixed at a constant α is PolyLoss-1 with ε = α / (1 − α), times 1 − α")
  func mixedIsPolyLoss() throws {
    let batch = RandomBatch(seed: 3, count: 20, classes: 5)
    let alpha = 0.6
    let mixed = try batch.evaluate("mixed", alpha: alpha)
    let entropy = try batch.evaluate("cross-entropy")
    let expectation = try batch.evaluate("expectation")
    let poly = entropy.totals.loss + alpha / (1 - alpha) * expectation.totals.loss
    #expect(abs(mixed.totals.loss - (1 - alpha) * poly) <= 1e-12 * mixed.totals.loss)
  }

  private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
}
