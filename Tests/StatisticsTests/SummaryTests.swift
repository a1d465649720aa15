import Core
import Foundation
import Testing

@testable import Statistics

@Suite("Summary and intervals")
struct SummaryTests {
  @Test("Student's t and normal values agree with SciPy")
  func distributions() throws {
    let goldens = try StatisticsGoldens.load()
    for golden in goldens.tQuantiles {
      let value = StudentT.quantile(golden.p, degreesOfFreedom: golden.degreesOfFreedom)
      #expect(agree(value, golden.value, absolute: 1e-14, relative: 1e-11), "\(golden)")
    }
    for golden in goldens.normalQuantiles {
      let value = StandardNormal.quantile(golden.p)
      #expect(agree(value, golden.value, absolute: 1e-14, relative: 1e-12), "\(golden)")
    }
    for golden in goldens.normalCumulative {
      #expect(agree(StandardNormal.cumulative(golden.z), golden.value), "\(golden)")
    }
  }

  @Test("mean, deviation, median and t interval agree with SciPy")
  func summaries() throws {
    for golden in try StatisticsGoldens.load().summaries {
      let summary = Summary(golden.values)
      #expect(summary.count == golden.values.count)
      #expect(agree(summary.mean, golden.mean))
      #expect(agree(summary.median, golden.median))
      #expect(summary.minimum == golden.minimum && summary.maximum == golden.maximum)
      // Deviations about a mean near 1e6 keep about ten digits.
      #expect(agree(summary.standardDeviation, golden.standardDeviation, relative: 1e-9))
      let interval = summary.meanInterval(confidence: golden.confidence)
      #expect(agree(interval?.lower, golden.interval?[0], relative: 1e-10), "\(golden)")
      #expect(agree(interval?.upper, golden.interval?[1], relative: 1e-10), "\(golden)")
    }
  }

  @Test("equal numbers have no spread, whatever their rounding")
  func equalNumbers() {
    let summary = Summary([0.1, 0.1, 0.1])
    #expect(summary.mean == 0.1)
    #expect(summary.standardDeviation == 0)
    #expect(summary.meanInterval() == ConfidenceInterval(lower: 0.1, upper: 0.1))
    #expect(Summary([0.3]).standardDeviation == nil)
    #expect(Summary([0.3]).meanInterval() == nil)
  }

  @Test("Wilson's interval agrees with SciPy and ends at 0 and 1")
  func wilson() throws {
    for golden in try StatisticsGoldens.load().wilson {
      let interval = ConfidenceInterval.wilson(
        successes: golden.successes, of: golden.count, confidence: golden.confidence)
      #expect(agree(interval.lower, golden.interval[0]), "\(golden)")
      #expect(agree(interval.upper, golden.interval[1]), "\(golden)")
    }
    #expect(ConfidenceInterval.wilson(successes: 0, of: 7).lower == 0)
    #expect(ConfidenceInterval.wilson(successes: 7, of: 7).upper == 1)
  }

  @Test("the t interval covers the true mean in 95 % of 1,000 samples", arguments: [3, 6, 20])
  func coverage(count: Int) {
    var random = RandomStream(seed: 7).split("coverage").split(count)
    var covered = 0
    for _ in 0..<1000 {
      let values = (0..<count).map { _ in 0.9 + 0.01 * random.normal() }
      if Summary(values).meanInterval()?.contains(0.9) == true { covered += 1 }
    }
    // Four binomial standard errors: 4 · sqrt(1000 · 0.95 · 0.05) = 27.6.
    #expect(abs(covered - 950) <= 28, "covered \(covered) of 1000")
  }
}
