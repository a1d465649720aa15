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

  /// The oracle is the same comparison in whole examples, where every sum is exact.
  @Test(
    "differences of a few examples of a large test part are compared as whole examples are",
    arguments: [2_000, 26_032, 116_203, 1_000_003])
  func wholeExamples(count: Int) throws {
    var random = RandomStream(seed: 5).split(count)
    for _ in 0..<12 {
      let baseline = (0..<8).map { _ in count * 9 / 10 + random.index(below: count / 20) }
      let candidate = baseline.map { $0 - 2 + random.index(below: 6) }
      let whole = PairedComparison(
        baseline: baseline.map(Double.init), candidate: candidate.map(Double.init))
      let shares = { (rights: [Int]) in rights.map { Double($0) / Double(count) } }
      let result = PairedComparison(baseline: shares(baseline), candidate: shares(candidate))
      #expect(result.signFlipP == whole.signFlipP)
      #expect(result.verdict == whole.verdict)
      #expect(result.ties == whole.ties && result.wins == whole.wins)
      let (interval, ends) = (try #require(result.bcaInterval), try #require(whole.bcaInterval))
      #expect(agree(interval.lower * Double(count), ends.lower, absolute: 1e-6))
      #expect(agree(interval.upper * Double(count), ends.upper, absolute: 1e-6))
      #expect(interval.contains(0) == ends.contains(0))
    }
  }

  @Test("differences of differences keep the ties of the numbers they are made of")
  func differencesOfDifferences() {
    // Gains of 34 of 10,000 with noise and without, the same in every pair.
    let (noisy, clean) = ([0.8567 - 0.8533, 0.7034 - 0.7], [0.9033 - 0.8999, 0.6034 - 0.6])
    #expect(PairedComparison(baseline: clean, candidate: noisy).ties < 2)
    let result = PairedComparison(baseline: clean, candidate: noisy, scale: 1)
    #expect(result.ties == 2 && result.signFlipP == 1)
    #expect(result.probabilityOfImprovement == 0.5)
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
