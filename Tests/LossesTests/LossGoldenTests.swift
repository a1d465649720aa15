import Foundation
import TestSupport
import Testing

@testable import Losses

/// What `Tests/Goldens/losses.py` wrote.
private struct LossGoldens: Decodable {
  let cases: [Case]

  struct Case: Decodable {
    let name: String
    let classes: Int
    let alpha: Double
    let labels: [Int32]
    let logits: [Float]
    let logProbabilities: [Double]
    let correct: Int
    let losses: [String: Values]
  }

  struct Values: Decodable {
    let values: [Double]
    let weights: [Double]
    let gradient: [Double]
  }
}

@Suite("Losses against float64 goldens")
struct LossGoldenTests {
  /// Exponentials are right to 2 ulp of float32 and the differences of logits that feed them to
  /// half an ulp; at a margin of 80 half an ulp of the difference is 4e-6 of the exponential.
  @Test("values, weights, gradients and ln p agree", arguments: lossIDs)
  func agrees(id: String) throws {
    let goldens = try JSONDecoder().decode(LossGoldens.self, from: Repository.golden("losses.json"))
    #expect(goldens.cases.count == 8)
    for golden in goldens.cases {
      let expected = try #require(golden.losses[id], "no golden values for \(id)")
      let found = try LossEvaluation(
        id, logits: golden.logits, labels: golden.labels, classes: golden.classes,
        alpha: golden.alpha)
      let context = "\(id), \(golden.name)"
      expectClose(found.losses, expected.values, context: "\(context): losses")
      expectClose(found.weights, expected.weights, context: "\(context): weights")
      expectClose(found.gradient, expected.gradient, context: "\(context): gradient")
      expectClose(found.logProbabilities, golden.logProbabilities, context: "\(context): ln p")
      #expect(found.totals.correct == golden.correct, "\(context)")
      #expect(found.totals.count == golden.labels.count)
      let sum = expected.values.reduce(0, +)
      #expect(abs(found.totals.loss - sum) <= 1e-6 * sum, "\(context)")
      let weight = expected.weights.reduce(0, +)
      #expect(abs(found.totals.weight - weight) <= 1e-6 * weight, "\(context)")
    }
  }

  /// Relative 5e-6 (see above), and absolute 1e-36: below, exponentials underflow to 0.
  private func expectClose(_ found: [Float], _ expected: [Double], context: String) {
    #expect(found.count == expected.count, "\(context)")
    for (index, pair) in zip(found, expected).enumerated() {
      let error = abs(Double(pair.0) - pair.1)
      #expect(
        error <= 1e-36 + 5e-6 * abs(pair.1),
        "\(context): [\(index)] is \(pair.0), expected \(pair.1)")
    }
  }
}
