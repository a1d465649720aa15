import Core
import Foundation
import TestSupport
import Testing

@testable import Statistics

@Suite("Closed forms for many pairs") struct LargeSampleTests {
  /// Exact p values and finely resampled intervals from `Tests/Goldens/large_samples.py`.
  struct Goldens: Decodable {
    struct Case: Decodable {
      let name: String
      let thousandths: [Double]
      let signFlipP, standardError: Double
      let bca: [Double]
    }
    let cases: [Case]
  }

  private static func load() throws -> [Goldens.Case] {
    try JSONDecoder().decode(Goldens.self, from: Repository.golden("large_samples.json")).cases
  }

  @Test("sign-flip p values agree with the exact distribution")
  func signFlips() throws {
    for golden in try Self.load() {
      let differences = golden.thousandths.map { $0 / 1000 }
      #expect(LargeSample.applies(to: differences), "\(golden.name)")
      let p = SignFlipTest.twoSidedP(differences)
      #expect(abs(p - golden.signFlipP) <= 1e-4, "\(golden.name): \(p), \(golden.signFlipP)")
    }
  }

  @Test("BCa intervals agree with SciPy's, drawn 200,000 times")
  func intervals() throws {
    for golden in try Self.load() {
      let values = golden.thousandths.map { $0 / 1000 }
      let interval = try #require(Bootstrap.bcaInterval(of: values, confidence: 0.95))
      // A quantile of 200,000 draws is itself off by about 0.006 standard errors.
      let tolerance = 0.025 * golden.standardError
      #expect(abs(interval.lower - golden.bca[0]) <= tolerance, "\(golden.name)")
      #expect(abs(interval.upper - golden.bca[1]) <= tolerance, "\(golden.name)")
    }
  }

  @Test("up to 200 pairs nothing changes, and a few values that carry the sum keep resampling")
  func rule() {
    var random = RandomStream(seed: 8).split("rule")
    let values = (0..<2_000).map { _ in random.normal() }
    #expect(!LargeSample.applies(to: Array(values.prefix(200))))
    #expect(LargeSample.applies(to: Array(values.prefix(201))))
    #expect(!LargeSample.applies(to: [1_000] + values))
    #expect(!LargeSample.applies(to: [Double](repeating: 0, count: 2_000)))
    #expect(SignFlipTest.twoSidedP([Double](repeating: 0, count: 2_000)) == 1)
  }

  @Test("the closed forms go over into resampling without a jump")
  func continuity() throws {
    var random = RandomStream(seed: 9).split("jump")
    let values = (0..<200).map { _ in 0.12 + random.normal() }
    let drawn = SignFlipTest.twoSidedP(values)
    let closed = LargeSample.signFlipP(values)
    #expect(abs(drawn - closed) <= 4 * (closed * (1 - closed) / 100_000).squareRoot() + 5e-4)
    let resampled = try #require(Bootstrap.bcaInterval(of: values, confidence: 0.95))
    let mean = Summary(values).mean
    let expanded = try #require(
      LargeSample.bcaInterval(mean: mean, deviations: values.map { $0 - mean }, confidence: 0.95))
    let error = (Summary(values).standardDeviation ?? 0) / Double(200).squareRoot()
    #expect(abs(resampled.lower - expanded.lower) <= 0.06 * error)
    #expect(abs(resampled.upper - expanded.upper) <= 0.06 * error)
  }

  @Test("the probability of improvement counts every pair of runs, ties half", arguments: 0..<4)
  func improvement(seed: UInt64) {
    var random = RandomStream(seed: seed).split("improvement")
    let baseline = (0..<37).map { _ in Double(random.index(below: 9)) }
    let candidate = (0..<37).map { _ in Double(random.index(below: 10)) }
    for direction in [ScoreDirection.higherIsBetter, .lowerIsBetter] {
      var twice = 0
      for b in baseline {
        for c in candidate {
          let isBetter = direction == .higherIsBetter ? c > b : c < b
          twice += isBetter ? 2 : c == b ? 1 : 0
        }
      }
      let comparison = PairedComparison(
        baseline: baseline, candidate: candidate, direction: direction)
      #expect(comparison.probabilityOfImprovement == Double(twice) / Double(2 * 37 * 37))
    }
  }
}
