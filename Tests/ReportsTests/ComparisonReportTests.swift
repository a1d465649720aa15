import Core
import Foundation
import Records
import Statistics
import Testing

@testable import Reports

@Suite("Comparison report")
struct ComparisonReportTests {
  @Test("every mean, interval, difference, p, correction and verdict agrees with SciPy")
  func goldens() throws {
    let goldens = try ReportGoldens.load()
    let report = try goldens.report()
    for golden in goldens.rows {
      let row = try #require(find(golden.arm, golden.dataset, in: report))
      for expected in golden.summaries {
        let summary = try #require(row.summary(of: expected.metric))
        #expect(agree(summary.summary.mean, expected.mean))
        #expect(agree(summary.interval?.lower, expected.interval?[0]))
        #expect(agree(summary.interval?.upper, expected.interval?[1]))
      }
      for (seed, expected) in zip(row.seeds, golden.wilson) {
        #expect(agree(seed.accuracyInterval.lower, expected[0]))
        #expect(agree(seed.accuracyInterval.upper, expected[1]))
      }
      #expect(row.seeds.count == golden.wilson.count)
      #expect(
        (row.differences + row.diagnosticDifferences).map(\.metric)
          == golden.differences.map(\.metric))
      for expected in golden.differences {
        try check(try #require(row.difference(of: expected.metric)), expected, "\(golden.arm)")
      }
    }
  }

  private func check(
    _ actual: MetricDifference, _ expected: ReportGoldens.Row.Difference, _ arm: String
  ) throws {
    let comparison = actual.comparison
    let name: Comment = "\(arm) \(expected.metric)"
    #expect(comparison.count == expected.pairs, name)
    #expect(agree(comparison.summary.mean, expected.mean), name)
    #expect(agree(comparison.summary.median, expected.median), name)
    #expect(agree(comparison.summary.standardDeviation, expected.standardDeviation), name)
    #expect(agree(comparison.tInterval?.lower, expected.tInterval[0]), name)
    #expect(agree(comparison.tInterval?.upper, expected.tInterval[1]), name)
    // Resampling error of both sides, and the gaps between points of a bootstrap of few values.
    let tolerance = max(
      0.12 * expected.standardDeviation / Double(expected.pairs).squareRoot(),
      1.000_001 * expected.bcaGap)
    #expect(agree(comparison.bcaInterval?.lower, expected.bca[0], absolute: tolerance), name)
    #expect(agree(comparison.bcaInterval?.upper, expected.bca[1], absolute: tolerance), name)
    #expect(agree(comparison.signFlipP, expected.p), name)
    #expect(agree(actual.adjustedP, expected.adjustedP), name)
    #expect(actual.familySize == expected.familySize, name)
    #expect(comparison.wins == expected.wins && comparison.losses == expected.losses, name)
    #expect(comparison.ties == expected.ties, name)
    #expect(comparison.verdict.rawValue == expected.verdict, name)
  }

  @Test("the order of records and their seconds change nothing but the timings")
  func orderAndTiming() throws {
    let goldens = try ReportGoldens.load()
    let report = try goldens.report()
    var records = goldens.records
    var random = RandomStream(seed: 1)
    random.shuffle(&records)
    #expect(try goldens.report(records: records) == report)
    for index in records.indices { records[index].timing.trainingSeconds *= 3 }
    var slower = try goldens.report(records: records)
    #expect(slower.timings != report.timings)
    slower.timings = report.timings
    #expect(slower == report)
  }

  @Test("trials without scores are counted, each under its reason")
  func gaps() throws {
    let report = try ReportGoldens.load().report()
    let expectation = try #require(find("expectation", "synthetic-images", in: report))
    #expect(expectation.plannedCount == 6 && expectation.seeds.count == 4)
    #expect(
      expectation.gaps == [
        TrialGap(seed: 3, kind: .diverged, step: 120), TrialGap(seed: 5, kind: .missing),
      ])
    #expect(expectation.pairedSeeds == [1, 2, 4, 6])
    let mixed = try #require(find("mixed-late", "built_in-table", in: report))
    #expect(mixed.gaps == [TrialGap(seed: 4, kind: .failed, reason: "disk full")])
  }

  @Test("a record outranks a failure and a failure a plan of the same trial")
  func precedence() throws {
    let spec = makeSpec(arm: "cross-entropy", seed: 1)
    let other = makeSpec(arm: "cross-entropy", seed: 2)
    let report = try ComparisonReport(
      suite: "s", baselineArm: "cross-entropy",
      records: [makeRecord(arm: "cross-entropy", seed: 1, scores: makeScores(0.9))],
      missing: [spec, other],
      failures: [
        TrialFailure(spec: spec, reason: "first try"), TrialFailure(spec: other, reason: "x"),
      ])
    let row = try #require(report.cells.first?.arms.first)
    #expect(row.seeds.map(\.seed) == [1])
    #expect(row.gaps == [TrialGap(seed: 2, kind: .failed, reason: "x")])
  }

  @Test("the baseline comes first, then the order asked for, then names")
  func armOrder() throws {
    let arms = ["a", "z", "m", "cross-entropy"]
    let report = try ComparisonReport(
      suite: "s", baselineArm: "cross-entropy",
      records: arms.map { makeRecord(arm: $0, seed: 1, scores: makeScores(0.9)) },
      armOrder: ["z"])
    #expect(report.cells.first?.arms.map(\.arm.id) == ["cross-entropy", "z", "a", "m"])
  }

  @Test("verdict texts say how many pairs there are and how many it takes")
  func verdictTexts() throws {
    func text(_ changes: [Double]) throws -> String? {
      let records = changes.enumerated().flatMap { seed, change in
        [
          makeRecord(arm: "ce", seed: UInt64(seed), scores: makeScores(0.9)),
          makeRecord(arm: "x", seed: UInt64(seed), scores: makeScores(0.9 + change)),
        ]
      }
      let report = try ComparisonReport(suite: "s", baselineArm: "ce", records: records)
      return report.cells.first?.arms.last?.difference(of: .accuracy)?.verdictText
    }
    #expect(try text([0.01, 0.02, 0.03]) == "n too small (n = 3; 6 needed)")
    #expect(try text([0.01, 0.02, 0.03, 0.01, 0.02, 0.01]) == "better")
    #expect(try text([-0.01, -0.02, -0.03, -0.01, -0.02, -0.01]) == "worse")
    #expect(try text([0.01, -0.02, 0.03, -0.01, 0.02, -0.01]) == "no difference shown")
    #expect(
      try ReportGoldens.load().report().cells[1].arms[1].difference(of: .accuracy)?.verdictText
        == "better, not after Holm")
  }

  @Test("accuracy bought with worse probabilities is flagged, and only then")
  func tradedAway() throws {
    let report = try ReportGoldens.load().report()
    let mixed = try #require(find("mixed-late", "synthetic-images", in: report))
    #expect(
      mixed.tradedAway == [.negativeLogLikelihood, .expectedCalibrationError])
    let expectation = try #require(find("expectation", "synthetic-images", in: report))
    #expect(expectation.tradedAway.isEmpty, "its accuracy fell")
    #expect(report.cells[0].arms[0].tradedAway.isEmpty, "it is the baseline")
  }

  @Test("without a completed baseline there is nothing to compare, and the report says so")
  func noBaseline() throws {
    let report = try ComparisonReport(
      suite: "s", baselineArm: "ce",
      records: [makeRecord(arm: "x", seed: 1, scores: makeScores(0.9))],
      missing: [makeSpec(arm: "ce", seed: 1)])
    #expect(report.accuracyFamilySize == 0)
    #expect(report.cells[0].arms.map(\.arm.id) == ["ce", "x"])
    let markdown = String(decoding: try MarkdownReport().render(report), as: UTF8.self)
    #expect(markdown.contains("the baseline has no completed trial to compare with"))
    #expect(markdown.contains("n too small (n = 0; 6 needed)"))
    #expect(VerdictTable().text(report).contains("n too small (n = 0; 6 needed)"))
  }

  @Test("models of one id and different settings are kept apart and named in full")
  func modelVariants() throws {
    let small = makeRecord(arm: "ce", seed: 1, scores: makeScores(0.9))
    var large = makeRecord(arm: "ce", seed: 1, scores: makeScores(0.8))
    large.spec.model.settings["dropout"] = 0.5
    let report = try ComparisonReport(suite: "s", baselineArm: "ce", records: [large, small])
    #expect(report.cells.map(\.modelLabel) == ["mlp (dropout 0.1)", "mlp (dropout 0.5)"])
  }

  @Test("an empty run renders in every format")
  func empty() throws {
    let report = try ComparisonReport(suite: "s", baselineArm: "ce", records: [])
    for format in reportFormats { #expect(try !format.init().render(report).isEmpty) }
  }

  private func find(_ arm: String, _ dataset: String, in report: ComparisonReport) -> ArmRow? {
    report.cells.first { $0.dataset == dataset }?.arms.first { $0.arm.id == arm }
  }
}
