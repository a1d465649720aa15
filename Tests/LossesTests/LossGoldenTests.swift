import Core
import Foundation
import TestSupport
import Testing

@testable import Losses

/// What `Tests/Goldens/losses.py` wrote.
private struct LossGoldens: Decodable {
  let seed: UInt64
  let cases: [Case]

  struct Case: Decodable {
    let name: String
    let classes: Int
    let alpha: Double
    let labels: [Int32]
    /// The range of random logits; absent where the logits are listed.
    let spread: Double?
    let logits: [Float]?
    let classCounts: [Int]
    /// The flat indices of the stored gradient entries.
    let sampled: [Int]
    let logProbabilities: [Double]
    let correct: Int
    let losses: [Values]
  }

  struct Values: Decodable {
    let id: String
    let settings: [String: Double]
    let values: [Double]
    let weights: [Double]
    let gradient: [Double]
  }
}

@Suite("Losses against goldens of 90 digits")
struct LossGoldenTests {
  private static let goldens = Result {
    try JSONDecoder().decode(LossGoldens.self, from: Repository.golden("losses.json"))
  }

  @Test("values, weights, gradients and ln p agree to 1e-5 relative", arguments: lossIDs)
  func agrees(id: String) throws {
    let goldens = try Self.goldens.get()
    let mayBeNegative = lossIDs(without: .nonNegative)
    #expect(goldens.cases.count == 12)
    for golden in goldens.cases {
      let entries = golden.losses.filter { $0.id == id }
      try #require(!entries.isEmpty, "no golden values for \(id)")
      for expected in entries {
        let found = try LossEvaluation(
          Component(id, expected.settings),
          context: LossContext(classCounts: golden.classCounts),
          logits: logits(of: golden, seed: goldens.seed), labels: golden.labels,
          classes: golden.classes, alpha: golden.alpha)
        let context = "\(Component(id, expected.settings)), \(golden.name)"
        // A loss that may be negative has a zero that is not the limit of anything small.
        let absolute = mayBeNegative.contains(id) ? 1e-15 : Self.underflow
        expectClose(
          found.losses, expected.values, context: "\(context): losses", absolute: absolute)
        expectClose(found.weights, expected.weights, context: "\(context): weights")
        expectClose(
          golden.sampled.map { found.gradient[$0] }, expected.gradient,
          context: "\(context): gradient", indices: golden.sampled)
        expectClose(
          found.logProbabilities, golden.logProbabilities, context: "\(context): ln p")
        #expect(found.totals.correct == golden.correct, "\(context)")
        #expect(found.totals.count == golden.labels.count)
        expectClose(found.totals.loss, sumOf: expected.values, context: "\(context): sum")
        expectClose(found.totals.weight, sumOf: expected.weights, context: "\(context): weight")
      }
    }
  }

  private static let underflow = 1e-36

  private func logits(of golden: LossGoldens.Case, seed: UInt64) throws -> [Float] {
    if let logits = golden.logits { return logits }
    let spread = try #require(golden.spread)
    let root = RandomStream(seed: seed).split(golden.name)
    var (values, labels) = (root.split("logits"), root.split("labels"))
    // The streams are written twice, here and in Python; equal labels show that they agree.
    let drawn = golden.labels.map { _ in Int32(Double(labels.uniform()) * Double(golden.classes)) }
    #expect(drawn == golden.labels)
    return (0..<golden.labels.count * golden.classes).map { _ in
      Float(((2 * Double(values.uniform()) - 1) * spread * 64).rounded(.down) / 64)
    }
  }

  /// Relative 1e-5, and absolute 1e-36: below, exponentials underflow to 0.
  ///
  /// Most are far better. Exponentials of fused losses are right to 2 ulp of float32 and the
  /// differences that feed them to half an ulp; at a margin of 80 that is 4e-6 of the exponential.
  private func expectClose(
    _ found: [Float], _ expected: [Double], context: String, indices: [Int]? = nil,
    absolute: Double = underflow
  ) {
    #expect(found.count == expected.count, "\(context)")
    for (index, pair) in zip(found, expected).enumerated() {
      let error = abs(Double(pair.0) - pair.1)
      #expect(
        error <= absolute + 1e-5 * abs(pair.1),
        "\(context): [\(indices?[index] ?? index)] is \(pair.0), expected \(pair.1)")
    }
  }

  private func expectClose(_ found: Double, sumOf terms: [Double], context: String) {
    let size = terms.reduce(0) { $0 + abs($1) }
    let sum = terms.reduce(0, +)
    #expect(abs(found - sum) <= 1e-6 * size, "\(context) is \(found), expected \(sum)")
  }
}
