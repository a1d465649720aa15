import Core
import Foundation
import Records
import Statistics
import TestSupport
import Testing

@testable import Reports

@Suite("Reports of many seeds") struct ManySeedsTests {
  private func report(seeds: UInt64, missing: UInt64 = 0) throws -> ComparisonReport {
    var records: [TrialRecord] = []
    var planned: [TrialSpec] = []
    for arm in ["base", "other"] {
      for seed in 1...(seeds + missing) {
        var random = RandomStream(seed: seed).split(arm)
        let record = makeRecord(
          arm: arm, seed: seed, accuracy: 0.8 + 0.01 * random.normal() + (arm == "base" ? 0 : 0.005)
        )
        planned.append(record.spec)
        if seed <= seeds { records.append(record) }
      }
    }
    return try ComparisonReport(
      suite: "many", baselineArm: "base", records: records, missing: planned)
  }

  private func markdown(_ report: ComparisonReport) throws -> String {
    String(decoding: try MarkdownReport().render(report), as: UTF8.self)
  }

  @Test(
    "up to 200 seeds each is listed; above, their quantiles, and every number but the lists stays")
  func limit() throws {
    let (few, many) = (try report(seeds: 200), try report(seeds: 201))
    #expect(few.withoutLongLists == few)
    #expect(try markdown(few).contains("| 200 | "))
    let text = try markdown(many)
    #expect(!text.contains("| 200 | "))
    #expect(text.contains("| median | ") && text.contains("results.sqlite holds each"))

    let short = many.withoutLongLists
    let (whole, row) = (many.cells[0].arms[1], short.cells[0].arms[1])
    #expect(row.omitted == OmittedLists(seeds: 201, gaps: 0))
    #expect(row.seeds.isEmpty && row.plannedCount == 201)
    #expect(row.summaries == whole.summaries)
    let (a, b) = (row.differences[0], whole.differences[0])
    #expect(a.comparison == b.comparison.withoutDifferences && a.adjustedP == b.adjustedP)
    #expect(a.comparison.differences.isEmpty && a.comparison.count == 201)
    let json = String(decoding: try JSONReport().render(many), as: UTF8.self)
    #expect(json.count < 40_000 && json.contains("\"omitted\""))
    let fewJSON = String(decoding: try JSONReport().render(few), as: UTF8.self)
    #expect(!fewJSON.contains("\"omitted\""))
  }

  @Test("quantiles of a column are NumPy's default: linear between neighbours")
  func quantiles() {
    // numpy.quantile([1, 2, 4, 8], [0, .05, .25, .5, .75, .95, 1])
    let expected = [1, 1.15, 1.75, 3, 5, 7.4, 8]
    for (level, value) in zip(SeedQuantiles.levels, expected) {
      let quantile = SeedQuantiles.value(level.share, of: [1, 2, 4, 8])
      #expect(abs((quantile ?? .nan) - value) < 1e-12)
    }
    #expect(SeedQuantiles.value(0.5, of: []) == nil)
  }

  @Test("seeds in a row that have not run are one line; a list of gaps has an end")
  func gaps() throws {
    let text = try markdown(report(seeds: 3, missing: 90))
    #expect(text.contains("base: seeds 4 to 93 have not run"))
    #expect(!text.contains("seed 5 has not run"))
    let scattered = (1...120).map { TrialGap(seed: 2 * $0, kind: .diverged, step: 1) }
    let lines = TrialGap.texts(scattered)
    #expect(lines.count == 51 && lines.last == "and 70 more trials without scores")
    #expect(
      TrialGap.texts([TrialGap(seed: 1, kind: .missing), TrialGap(seed: 2, kind: .missing)])
        == ["seed 1 has not run", "seed 2 has not run"])
  }

  @Test("the order of the records changes nothing")
  func order() throws {
    var random = RandomStream(seed: 4)
    var records: [TrialRecord] = []
    for (dataset, model) in [("b", "x"), ("a", "y"), ("a", "x")] {
      for arm in ["base", "z", "c"] {
        for seed in 1...7 {
          records.append(
            makeRecord(dataset: dataset, model: model, arm: arm, seed: UInt64(seed), accuracy: 0.5))
        }
      }
    }
    let first = try ComparisonReport(suite: "s", baselineArm: "base", records: records)
    for _ in 0..<3 {
      random.shuffle(&records)
      #expect(try ComparisonReport(suite: "s", baselineArm: "base", records: records) == first)
    }
    #expect(first.cells.map(\.title) == ["a × x", "a × y", "b × x"])
  }
}
