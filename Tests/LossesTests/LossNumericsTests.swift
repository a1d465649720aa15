import Core
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

  @Test(
    "a copy of the outputs keeps its values when the original is used again", arguments: lossIDs)
  func copies(id: String) throws {
    let batch = RandomBatch(seed: 3, count: 20, classes: 5)
    let loss = try LossCatalogue.make(Component(id))
    var gradient = [Float](repeating: 0, count: 100)
    var cases = CaseOutputs(capacity: 20)
    let copy = cases
    var view = gradient.mutableSpan
    _ = loss.evaluate(
      logits: batch.logits.span, labels: batch.labels.span, classes: 5, alpha: 0.5,
      gradientScale: 1, gradient: &view, cases: &cases)
    for values in [copy.losses, copy.weights, copy.logProbabilities] {
      #expect(values.allSatisfy { $0 == 0 })
    }
    #expect(cases.losses.contains { $0 != 0 } && cases.losses != cases.logProbabilities)
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
          #expect(found.totals.loss.isFinite && found.totals.weight.isFinite)
        }
      }
    }
  }

  @Test("no NaN and no infinity for random logits between ±10,000", arguments: lossIDs)
  func finiteRandom(id: String) throws {
    for classes in [2, 3, 10, 100, 1000] {
      var batch = RandomBatch(seed: 31, count: 40, classes: classes, spread: 4000)
      batch.logits = batch.logits.map { min(max($0, -10_000), 10_000) }
      for alpha in [0, 0.9, 1] {
        let found = try batch.evaluate(id, alpha: alpha)
        let values = found.gradient + found.losses + found.weights + found.logProbabilities
        #expect(values.allSatisfy { $0.isFinite }, "\(classes) classes, alpha \(alpha)")
      }
    }
  }

  @Test("a logit that is not a number makes the loss not a number", arguments: lossIDs)
  func divergenceShows(id: String) throws {
    for classes in [2, 10, 100] {
      for bad in [Float.nan, .infinity] {
        var logits = [Float](repeating: 0, count: classes)
        logits[classes / 2] = bad
        let found = try LossEvaluation(id, logits: logits, labels: [0], classes: classes)
        #expect(!found.totals.loss.isFinite, "\(classes) classes, \(bad)")
      }
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

  private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
}
