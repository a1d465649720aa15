import Core
import Foundation
import Records
import Statistics
import TestSupport
import Testing

@testable import Reports

@Suite("Reports of unusual runs") struct EdgeCaseTests {
  /// A run as it may come out: what completed by arm and seed, what diverged, what was planned too.
  struct Run: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var accuracies: [String: [UInt64: Double]]
    var diverged: [String: [UInt64]] = [:]
    var missing: [String: [UInt64]] = [:]

    func report() throws -> ComparisonReport {
      let records = accuracies.flatMap { arm, seeds in
        seeds.map { makeRecord(arm: arm, seed: $0.key, scores: makeScores($0.value)) }
      }
      let lost = diverged.flatMap { arm, seeds in
        seeds.map { makeRecord(arm: arm, seed: $0, scores: nil) }
      }
      return try ComparisonReport(
        suite: "s", baselineArm: "ce", records: records + lost,
        missing: missing.flatMap { arm, seeds in seeds.map { makeSpec(arm: arm, seed: $0) } })
    }

    func markdown() throws -> String {
      String(decoding: try MarkdownReport().render(try report()), as: UTF8.self)
    }
  }

  private static func seeds(_ values: Double...) -> [UInt64: Double] {
    Dictionary(uniqueKeysWithValues: values.enumerated().map { (UInt64($0 + 1), $1) })
  }

  private static let hostile = "a|b_c*%$<script>&`x`#1\\"
  private static let six = seeds(0.80, 0.81, 0.79, 0.82, 0.80, 0.81)

  static let runs: [Run] = [
    Run(
      testDescription: "one seed", accuracies: ["ce": seeds(0.8), "mixed": seeds(0.81)]),
    Run(
      testDescription: "two seeds",
      accuracies: ["ce": seeds(0.8, 0.81), "mixed": seeds(0.81, 0.80)]),
    Run(testDescription: "identical arms", accuracies: ["ce": six, "mixed": six]),
    Run(
      testDescription: "everything right",
      accuracies: ["ce": six.mapValues { _ in 1 }, "mixed": six.mapValues { _ in 1 }]),
    Run(
      testDescription: "all diverged", accuracies: ["ce": six],
      diverged: ["mixed": Array(1...6)]),
    Run(
      testDescription: "baseline diverged", accuracies: ["mixed": six],
      diverged: ["ce": Array(1...6)]),
    Run(
      testDescription: "half way", accuracies: ["ce": six, "mixed": seeds(0.9)],
      missing: ["mixed": Array(2...6), "other": Array(1...6)]),
    Run(
      testDescription: "disjoint seeds",
      accuracies: ["ce": [1: 0.8, 2: 0.81], "mixed": [3: 0.8, 4: 0.82]]),
    Run(testDescription: "only a baseline", accuracies: ["ce": six]),
    Run(testDescription: "no baseline", accuracies: ["mixed": six, "other": six]),
    Run(testDescription: "nothing", accuracies: [:]),
    Run(testDescription: "hostile names", accuracies: ["ce": six, hostile: six]),
  ]

  @Test(
    "has whole tables, right plurals, and neither a signed zero nor a number that is none",
    arguments: runs)
  func laws(run: Run) throws {
    let report = try run.report()
    let text = try run.markdown()
    for bad in ["nan", "inf,", "Optional(", "all 1 ", "<script>", " 0 trials"] {
      #expect(!text.contains(bad), "\(bad)")
    }
    #expect(text.firstMatch(of: /-0\.0+(?![0-9])/) == nil)
    let ones = text.matches(of: /\b1 ([a-z]+s)\b/).map { String($0.1) }
    #expect(ones.allSatisfy { ["is", "has", "was", "needs"].contains($0) }, "\(ones)")
    for table in text.components(separatedBy: "\n\n") where table.hasPrefix("|") {
      let counts = table.split(separator: "\n").map { line in
        line.replacingOccurrences(of: "\\|", with: "").count { $0 == "|" }
      }
      #expect(Set(counts).count == 1, "\(table)")
    }
    let lines = VerdictTable().text(report).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 104 })
    let json = try JSONReport().render(report)
    #expect(try JSONDecoder().decode(ComparisonReport.self, from: json) == report)
  }

  private func run(_ name: String) throws -> Run {
    try #require(Self.runs.first { $0.testDescription == name })
  }

  @Test("an arm that always diverged has no scores, and the note does not speak of any")
  func allDiverged() throws {
    let text = try run("all diverged").markdown()
    #expect(text.contains("6 trials diverged and none completed, so there are no scores"))
    #expect(!text.contains("are of the seeds that did not"))
    #expect(text.contains("| mixed | 0 of 6 | – |"))
  }

  @Test("the verdict of an arm that lost seeds says of how many it is")
  func survivors() throws {
    var run = try run("all diverged")
    run.accuracies["mixed"] = Self.six.filter { $0.key != 3 }.mapValues { $0 + 0.05 }
    run.diverged["mixed"] = [3]
    let text = try run.markdown()
    #expect(text.contains("| mixed | 5 of 6 | +5.00 |"))
    #expect(text.contains("1 trial diverged. Scores and verdicts are of the seeds that did not"))
    #expect(text.contains("The arms did not complete the same seeds"))
    #expect(try !self.run("identical arms").markdown().contains("did not complete the same seeds"))
  }

  @Test("comparisons without a pair are outside the family, and the report says so")
  func openComparisons() throws {
    let text = try run("half way").markdown()
    #expect(text.contains("1 comparison without a pair is not counted: with it the families grow"))
    #expect(text.contains("The only accuracy comparison of this report is one"))
    #expect(
      VerdictTable().text(try run("half way").report())
        .contains("Holm's correction changes nothing. Not counted: 1 without pairs."))
    #expect(try !run("identical arms").markdown().contains("without a pair"))
  }

  @Test("a mean over fewer seeds than completed says over how many")
  func fewerSeeds() throws {
    let records = (1...3).map { seed in
      var scores = makeScores(0.8)
      scores.areaUnderROC = seed == 1 ? nil : 0.9
      return makeRecord(arm: "ce", seed: UInt64(seed), scores: scores)
    }
    let report = try ComparisonReport(suite: "s", baselineArm: "ce", records: records)
    let text = String(decoding: try MarkdownReport().render(report), as: UTF8.self)
    #expect(text.contains("| ce | 0.9000 [0.9000, 0.9000] (n = 2) |"))
    #expect(!text.contains("(n = 3)"))
  }

  @Test("every abbreviation in a table's header is explained")
  func abbreviations() throws {
    let document = String(
      decoding: try Repository.golden("report-snapshots/hand-made.md"), as: UTF8.self)
    let reading = try #require(
      document.components(separatedBy: "## How to read this").last?.components(
        separatedBy: "\n## "
      ).first)
    for term in [
      "NLL", "Brier", "ECE", "ECE of equal mass", "Worst class", "AUROC", "CI", "BCa", "p",
      "Holm p", "sd", "W/T/L", "P(better)", "r", "Δ",
    ] {
      #expect(reading.contains("**\(term)**"), "\(term)")
    }
  }

  @Test("an end that only rounds to 0 shows its side, and p never rounds onto the threshold")
  func nearZero() {
    #expect(NumberText.signedEnd(0.00004, 2) == "+0.00004")
    #expect(NumberText.signedEnd(-0.00216, 2) == "-0.002")
    #expect(NumberText.signedEnd(0, 2) == "0.00")
    #expect(NumberText.signedEnd(-1e-18, 4) == "0.0000")
    #expect(NumberText.signedEnd(1.234, 2) == "+1.23")
    // 204 of 4096 sign patterns: below 0.05, and never "0.050" beside "better".
    #expect(NumberText.probability(204 / 4096) == "0.0498")
    #expect(NumberText.probability(0.0502) == "0.0502")
    #expect(NumberText.probability(0.05) == "0.050")
    #expect(NumberText.probability(0.04999996) == "0.04999996")
  }
}
