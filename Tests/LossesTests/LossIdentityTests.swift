import Core
import Foundation
import Testing

@testable import Losses

/// Losses that are other losses in disguise, over random logits and wide margins.
@Suite("Identities between losses")
struct LossIdentityTests {
  static let batches = [2, 3, 10, 100].flatMap { classes in
    [1.0, 20].map { RandomBatch(seed: 37, count: 70, classes: classes, spread: $0) }
  }

  @Test("mixed at a constant α is PolyLoss-1 with ε = α / (1 − α), times 1 − α")
  func mixedIsPolyLoss() throws {
    for batch in Self.batches {
      for alpha in [0.25, 0.5, 0.9] {
        let mixed = try batch.evaluate("mixed", alpha: alpha)
        let poly = try batch.evaluate("poly1", ["epsilon": alpha / (1 - alpha)])
        expectEqual(mixed, poly, factor: 1 - alpha)
      }
    }
  }

  @Test(
    "SCE is mixed at α = b|A| / (a + b|A|), times a + b|A|",
    arguments: [(0.1, 1.0, log(1e-4)), (6, 0.1, log(1e-4)), (1, 1, -4)])
  func symmetricIsMixed(a: Double, b: Double, logZero: Double) throws {
    let sum = a - b * logZero
    for batch in Self.batches {
      let symmetric = try batch.evaluate(
        "sce", ["crossEntropyWeight": a, "reverseWeight": b, "logZero": logZero])
      expectEqual(symmetric, try batch.evaluate("mixed", alpha: -b * logZero / sum), factor: sum)
    }
  }

  @Test("GCE is cross entropy at q = 0, near it close by, and expectation at q = 1")
  func generalisedEnds() throws {
    for batch in Self.batches {
      let entropy = try batch.evaluate("cross-entropy")
      expectSameBits(try batch.evaluate("gce", ["q": 0]), entropy)
      // The first term left out is q · ln p_y / 2 of the value.
      expectEqual(try batch.evaluate("gce", ["q": 1e-9]), entropy, factor: 1)
      expectEqual(
        try batch.evaluate("gce", ["q": 1]), try batch.evaluate("expectation"), factor: 1)
    }
  }

  @Test("one Taylor term is expectation; many are cross entropy where p_y is not small")
  func taylorEnds() throws {
    for batch in Self.batches {
      let expectation = try batch.evaluate("expectation")
      expectSameBits(try batch.evaluate("taylor-cross-entropy", ["order": 1]), expectation)
      let many = try batch.evaluate("taylor-cross-entropy", ["order": 1000])
      let entropy = try batch.evaluate("cross-entropy")
      for row in batch.labels.indices where entropy.losses[row] < 3 {
        #expect(abs(many.losses[row] - entropy.losses[row]) <= 1e-6 * entropy.losses[row])
      }
    }
  }

  @Test(
    "with its setting at its neutral value a loss is cross entropy",
    arguments: [
      Component("label-smoothing", ["smoothing": 0]), Component("focal", ["gamma": 0]),
      Component("poly1", ["epsilon": 0]), Component("bi-tempered", ["t1": 1, "t2": 1]),
      Component("ohem", ["keptFraction": 1]), Component("class-weighted", ["exponent": 0]),
      Component("logit-adjusted", ["tau": 0]), Component("class-weighted"),
      Component("logit-adjusted"),
    ])
  func neutral(component: Component) throws {
    // The last two are neutral since all classes are equally frequent.
    for batch in Self.batches {
      let frequent = component.settings.isEmpty ? 5 : 1
      let counts = [frequent] + [Int](repeating: 5, count: batch.classes - 1)
      let found = try batch.evaluate(
        component.id, component.settings, context: LossContext(classCounts: counts))
      expectEqual(found, try batch.evaluate("cross-entropy"), factor: 1)
    }
  }

  @Test("the parts of NCE+MAE are NCE and expectation")
  func activePassiveParts() throws {
    for batch in Self.batches {
      expectEqual(
        try batch.evaluate("nce-mae", ["nceWeight": 0]), try batch.evaluate("expectation"),
        factor: 1)
      expectEqual(
        try batch.evaluate("nce-mae", ["nceWeight": 3, "maeWeight": 0]),
        try batch.evaluate("nce"), factor: 3)
    }
  }

  @Test("NCE over all labels sums to 1")
  func normalised() throws {
    for batch in Self.batches {
      for row in 0..<5 {
        var example = batch[row..<row + 1]
        var sum = 0.0
        for label in 0..<Int32(batch.classes) {
          example.labels = [label]
          sum += try example.evaluate("nce").totals.loss
        }
        #expect(abs(sum - 1) < 1e-12)
      }
    }
  }

  @Test("class weights average to 1 over the training examples and fall with the count")
  func classWeights() throws {
    let labels: [Int32] = [0, 0, 0, 0, 0, 0, 1, 1, 2]
    let context = LossContext(trainingLabels: labels, classes: 3)
    #expect(context.classCounts == [6, 2, 1])
    let found = try LossEvaluation(
      Component("class-weighted"), context: context,
      logits: [Float](repeating: 0, count: 27), labels: labels, classes: 3)
    #expect(abs(found.totals.weight - 9) < 1e-12)
    #expect(found.weights[0] == 0.5 && found.weights[6] == 1.5 && found.weights[8] == 3)
  }

  @Test("a class that no training example has leaves every loss finite", arguments: lossIDs)
  func emptyClass(id: String) throws {
    let found = try RandomBatch(seed: 41, count: 20, classes: 3).evaluate(
      id, context: LossContext(classCounts: [10, 0, 5]), alpha: 0.5)
    #expect((found.gradient + found.losses + found.weights).allSatisfy { $0.isFinite })
  }

  private func expectEqual(
    _ left: LossEvaluation, _ right: LossEvaluation, factor: Double,
    at location: SourceLocation = #_sourceLocation
  ) {
    // Relative 4e-6: at wide margins Float exponentials differ by that from those of Double.
    func close(_ left: [Float], _ right: [Float]) -> Bool {
      zip(left, right).allSatisfy {
        abs(Double($0) - factor * Double($1)) <= 1e-36 + 4e-6 * abs(Double($0))
      }
    }
    #expect(close(left.losses, right.losses), sourceLocation: location)
    #expect(close(left.weights, right.weights), sourceLocation: location)
    #expect(close(left.gradient, right.gradient), sourceLocation: location)
    #expect(left.totals.correct == right.totals.correct, sourceLocation: location)
  }

  private func expectSameBits(
    _ left: LossEvaluation, _ right: LossEvaluation, at location: SourceLocation = #_sourceLocation
  ) {
    func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
    #expect(bits(left.gradient) == bits(right.gradient), sourceLocation: location)
    #expect(bits(left.losses) == bits(right.losses), sourceLocation: location)
    #expect(bits(left.weights) == bits(right.weights), sourceLocation: location)
    #expect(left.totals == right.totals, sourceLocation: location)
  }
}
