import Core
import Foundation
import Testing

@testable import Statistics

@Suite("Paired comparison")
struct PairedComparisonTests {
  @Test("counts, mean, t interval, correlation and P(better) agree with SciPy")
  func closedForms() throws {
    for golden in try StatisticsGoldens.load().paired {
      let result = compare(golden)
      #expect(result.count == golden.baseline.count)
      #expect(agree(result.summary.mean, golden.mean, absolute: 1e-15))
      #expect(agree(result.summary.standardDeviation, golden.standardDeviation, relative: 1e-10))
      #expect(agree(result.tInterval?.lower, golden.tInterval[0], absolute: 1e-13))
      #expect(agree(result.tInterval?.upper, golden.tInterval[1], absolute: 1e-13))
      #expect(agree(result.correlation, golden.correlation, relative: 1e-10))
      #expect(result.probabilityOfImprovement == golden.probabilityOfImprovement)
      #expect(result.wins == golden.wins && result.ties == golden.ties)
      #expect(result.losses == golden.losses)
    }
  }

  @Test("the sign-flip p agrees with SciPy: exactly up to 20 pairs, within sampling error above")
  func signFlips() throws {
    for golden in try StatisticsGoldens.load().paired {
      let p = compare(golden).signFlipP
      if golden.signFlipIsExact {
        #expect(agree(p, golden.signFlipP), "\(golden.name)")
      } else {
        // Both are drawn: four standard errors of 100,000 and 200,000 draws together.
        let error = (golden.signFlipP * (1.0 / 100_000 + 1.0 / 200_000)).squareRoot()
        #expect(agree(p, golden.signFlipP, absolute: 4 * error), "\(golden.name): \(p)")
      }
    }
  }

  @Test("the BCa interval agrees with SciPy and with the ideal bootstrap, to resampling error")
  func bca() throws {
    for golden in try StatisticsGoldens.load().paired {
      let interval = try #require(compare(golden).bcaInterval)
      // 20,000 resamples leave about 0.02 standard errors of the mean in an end; a bootstrap of
      // few values has gaps of a tenth of one between its points.
      let error = golden.standardDeviation / Double(golden.baseline.count).squareRoot()
      let tolerance = (golden.baseline.count <= 8 ? 0.12 : 0.08) * error
      for reference in [golden.bca, golden.idealBCa].compactMap(\.self) {
        #expect(agree(interval.lower, reference[0], absolute: tolerance), "\(golden.name)")
        #expect(agree(interval.upper, reference[1], absolute: tolerance), "\(golden.name)")
      }
    }
  }

  @Test("the acceleration equals the jackknife's general formula")
  func acceleration() throws {
    for golden in try StatisticsGoldens.load().paired {
      let differences = zip(golden.candidate, golden.baseline).map { $0 - $1 }
      let mean = Summary(differences).mean
      let value = Bootstrap.acceleration(of: differences.map { $0 - mean })
      #expect(agree(value, golden.acceleration, absolute: 1e-9, relative: 1e-9), "\(golden.name)")
    }
  }

  @Test("verdicts follow the rule: BCa excludes 0 and sign-flip p < 1 − confidence")
  func verdicts() throws {
    let expected: [String: Verdict] = [
      "three": .nTooSmall, "five wins": .nTooSmall, "six clear wins": .better,
      "six unclear": .undecided, "eight with ties": .undecided, "ten worse": .worse,
      "twelve skewed": .better, "twenty-five": .better, "six at ninety": .better,
    ]
    let goldens = try StatisticsGoldens.load().paired
    #expect(goldens.count == expected.count)
    for golden in goldens {
      #expect(compare(golden).verdict == expected[golden.name], "\(golden.name)")
    }
  }

  @Test("a score that should fall turns wins, losses, P(better) and the verdict around")
  func direction() throws {
    let golden = try #require(
      try StatisticsGoldens.load().paired.first { $0.name == "ten worse" })
    let result = PairedComparison(
      baseline: golden.baseline, candidate: golden.candidate, direction: .lowerIsBetter)
    #expect(result.verdict == .better)
    #expect(result.wins == golden.losses && result.losses == golden.wins)
    #expect(agree(result.probabilityOfImprovement, 1 - golden.probabilityOfImprovement))
    #expect(agree(result.summary.mean, golden.mean))
  }

  @Test("all differences 0: p is 1, intervals have no width, nothing is claimed")
  func allZero() {
    let scores = [0.91, 0.92, 0.93, 0.9, 0.95, 0.94]
    let result = PairedComparison(baseline: scores, candidate: scores)
    #expect(result.signFlipP == 1)
    #expect(result.bcaInterval == ConfidenceInterval(lower: 0, upper: 0))
    #expect(result.tInterval == ConfidenceInterval(lower: 0, upper: 0))
    #expect(result.ties == 6 && result.verdict == .undecided)
    #expect(result.probabilityOfImprovement == 0.5)
  }

  @Test("all differences equal: the sign-flip test alone decides", arguments: [5, 6, 25])
  func allEqual(count: Int) {
    let baseline = (0..<count).map { Double($0) / 32 }  // Exact in binary, so differences are too.
    let result = PairedComparison(baseline: baseline, candidate: baseline.map { $0 + 0.25 })
    #expect(result.bcaInterval == ConfidenceInterval(lower: 0.25, upper: 0.25))
    #expect(result.summary.standardDeviation == 0)
    #expect(result.verdict == (count < 6 ? .nTooSmall : .better))
    #expect(agree(result.correlation, 1))
  }

  @Test("one pair: no interval, p is 1, n is too small")
  func onePair() {
    let result = PairedComparison(baseline: [0.9], candidate: [0.95])
    #expect(result.tInterval == nil && result.bcaInterval == nil)
    #expect(result.signFlipP == 1 && result.verdict == .nTooSmall && result.correlation == nil)
    #expect(result.wins == 1)
  }

  @Test("a side without spread has no correlation")
  func undefinedCorrelation() {
    let result = PairedComparison(baseline: [0.5, 0.5, 0.5], candidate: [0.4, 0.5, 0.7])
    #expect(result.correlation == nil)
  }

  @Test("the same data give the same bits, and a copy survives JSON")
  func deterministic() throws {
    let golden = try #require(try StatisticsGoldens.load().paired.last)
    let result = compare(golden)
    #expect(result == compare(golden))
    let data = try JSONEncoder().encode(result)
    #expect(try JSONDecoder().decode(PairedComparison.self, from: data) == result)
  }

  private func compare(_ golden: StatisticsGoldens.PairedCase) -> PairedComparison {
    PairedComparison(
      baseline: golden.baseline, candidate: golden.candidate, confidence: golden.confidence)
  }
}
