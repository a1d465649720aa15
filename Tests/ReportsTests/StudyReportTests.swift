import Core
import Foundation
import Records
import Statistics
import Testing

@testable import Reports

/// Accuracies in tenths of a percentage point over chance gains, seed by seed.
private func records(_ accuracies: [String: [Double]], noise: LabelNoise? = nil) -> [TrialRecord] {
  accuracies.keys.sorted().flatMap { arm in
    (accuracies[arm] ?? []).enumerated().map { index, accuracy in
      var record = makeRecord(arm: arm, seed: UInt64(index + 1), scores: makeScores(accuracy))
      record.spec.labelNoise = noise
      if let noise {
        record.key += noise.title
        record.labelNoise = NoiseFacts(exampleCount: 800, changedCount: 160, labelDigest: "ab")
      }
      return record
    }
  }
}

/// Ten seeds around a mean, the same unevenness for every arm plus a little of its own.
private func scores(_ mean: Double, jitter: Int) -> [Double] {
  (0..<10).map { seed in
    mean + 0.002 * Double(seed % 3) + 0.0003 * Double((seed * 7 + jitter * 3) % 5)
  }
}

@Suite struct ControlFindingsTests {
  private let study = ControlStudy(
    candidate: "mixed",
    controls: [
      .init(arm: "same-step", question: .smallerStep), .init(arm: "poly", question: .polyLoss),
      .init(arm: "constant", question: .polyLoss), .init(arm: "sce", question: .labelNoise),
    ])

  private func report(_ accuracies: [String: [Double]]) throws -> ComparisonReport {
    try ComparisonReport(
      suite: "controls", baselineArm: "ce", records: records(accuracies), controls: study)
  }

  private func finding(
    _ question: ReviewerQuestion, in report: ComparisonReport
  ) throws -> ControlAnswer.Finding {
    let answer = try #require(report.controls?.answers.first { $0.question == question })
    return try #require(answer.cells.first).finding
  }

  private func text(_ report: ComparisonReport) throws -> String {
    String(decoding: try MarkdownReport().render(report), as: UTF8.self)
  }

  private let gaining = [
    "ce": scores(0.80, jitter: 0), "mixed": scores(0.83, jitter: 1),
    "same-step": scores(0.80, jitter: 2), "poly": scores(0.81, jitter: 3),
    "constant": scores(0.83, jitter: 4), "sce": scores(0.85, jitter: 5),
  ]

  @Test("more than a control, not excluded, and a better control are told apart")
  func findings() throws {
    let report = try report(gaining)
    #expect(try finding(.smallerStep, in: report) == .more)
    #expect(try finding(.polyLoss, in: report) == .notExcluded)
    #expect(try finding(.labelNoise, in: report) == .controlIsBetter)
    #expect(report.controls?.answers.map(\.question) == [.smallerStep, .polyLoss, .labelNoise])
    #expect(report.controls?.familySize == 4)
  }

  @Test("each comparison is candidate less control, paired by seed and corrected in its own family")
  func comparisons() throws {
    let report = try report(gaining)
    let findings = try #require(report.controls)
    #expect(findings.comparisons.map(\.control) == ["same-step", "poly", "constant", "sce"])
    for comparison in findings.comparisons {
      let difference = try #require(comparison.difference)
      let (mine, theirs) = (
        try #require(gaining["mixed"]), try #require(gaining[comparison.control])
      )
      let mean = zip(mine, theirs).map { $0 - $1 }.reduce(0, +) / 10
      #expect(abs(difference.comparison.summary.mean - mean) < 1e-15)
      #expect(difference.familySize == 4)
      #expect(difference.adjustedP >= difference.comparison.signFlipP)
    }
    // Extreme in all ten pairs: 2 / 2^10, times the family of 4.
    #expect(abs(findings.comparisons[0].difference?.adjustedP ?? 1) == 4 * 2.0 / 1024)
  }

  @Test("without a shown gain there is nothing to explain, whatever the controls do")
  func noGain() throws {
    var flat = gaining
    flat["mixed"] = scores(0.80, jitter: 4)
    flat["sce"] = scores(0.80, jitter: 2)
    let report = try report(flat)
    #expect(try finding(.smallerStep, in: report) == .noGain)
    #expect(try finding(.labelNoise, in: report) == .noGain)
    #expect(try finding(.polyLoss, in: report) == .noGain)  // Though poly beats the candidate.
    let text = try text(report)
    #expect(text.contains("**Is it only a smaller step?** Nothing to explain, no gain over the"))
    #expect(text.contains("mixed − ce"))
    #expect(!text.contains("No, a gain"))
  }

  @Test("with too few pairs the report gives no answer")
  func tooFew() throws {
    let report = try report(gaining.mapValues { Array($0.prefix(5)) })
    for question in [ReviewerQuestion.smallerStep, .polyLoss, .labelNoise] {
      #expect(try finding(question, in: report) == .tooFew)
    }
    #expect(
      try text(report).contains("**Is it only PolyLoss?** No answer, n is too small on 1 of 1"))
    var absent = gaining
    absent["sce"] = nil
    #expect(try finding(.labelNoise, in: self.report(absent)) == .tooFew)
  }

  @Test("the sentence holds difference, interval, p, corrected p and n")
  func sentence() throws {
    let report = try report(gaining)
    let text = try text(report)
    let comparison = try #require(report.controls?.comparisons[0].difference)
    let mean = Metric.accuracy.signedText(comparison.comparison.summary.mean)
    let interval = Metric.accuracy.signedText(try #require(comparison.comparison.bcaInterval))
    #expect(
      text.contains(
        "- **Is it only a smaller step?** No, a gain beyond every such control is shown on 1 of 1 "
          + "(data × mlp: mixed − same-step \(mean) pp \(interval), p 0.002, Holm p 0.008, n = 10)."
      ))
    #expect(text.contains("A control is shown to be better on 1 of 1 (data × mlp: mixed − sce -2."))
  }

  @Test("a report without controls has neither section nor key")
  func absent() throws {
    let report = try ComparisonReport(
      suite: "plain", baselineArm: "ce", records: records(["ce": [0.8], "mixed": [0.9]]))
    #expect(report.controls == nil && report.noise == nil && report.tuning == nil)
    #expect(!(try text(report)).contains("What else could explain"))
    #expect(!String(decoding: try JSONReport().render(report), as: UTF8.self).contains("controls"))
  }
}

@Suite struct NoiseFindingTests {
  private let noise = LabelNoise(kind: .symmetric, rate: 0.2)

  private func report(cleanGain: Double, noisyGain: Double) throws -> ComparisonReport {
    let clean = [
      "ce": scores(0.80, jitter: 0), "mixed": scores(0.80 + cleanGain, jitter: 1),
    ]
    let noisy = [
      "ce": scores(0.60, jitter: 2), "mixed": scores(0.60 + noisyGain, jitter: 3),
    ]
    return try ComparisonReport(
      suite: "noise", baselineArm: "ce", records: records(clean) + records(noisy, noise: noise))
  }

  @Test("the contrast is the gain with noise less the gain without, seed by seed")
  func contrast() throws {
    let report = try report(cleanGain: 0.01, noisyGain: 0.05)
    let finding = try #require(report.noise?.first)
    #expect(report.noise?.count == 1 && finding.arm == "mixed")
    let difference = try #require(finding.difference)
    #expect(abs(difference.comparison.summary.mean - 0.04) < 0.001)
    #expect(difference.comparison.verdict == .better && difference.survivesCorrection)
    let text = String(decoding: try MarkdownReport().render(report), as: UTF8.self)
    #expect(text.contains("## Label noise"))
    #expect(text.contains("| arm | labels as they are | symmetric 20 % (20 % changed) |"))
    #expect(text.contains("gains more |"))
    #expect(text.contains("20 % of the training labels changed"))
  }

  @Test("the section says how many left behind are mislabelled, from the last epoch")
  func leftBehind() throws {
    var all = records(["ce": scores(0.6, jitter: 0)])
    all += records(["ce": scores(0.5, jitter: 1), "mixed": scores(0.5, jitter: 2)], noise: noise)
    for index in all.indices where all[index].spec.arm.id == "mixed" {
      all[index].curve = [0.5, index % 2 == 0 ? 0.25 : 0.35].enumerated().map { epoch, share in
        TrialRecord.EpochPoint(
          epoch: epoch + 1, step: 10 * (epoch + 1), alpha: 1, learningRate: 0.1, meanLoss: 1,
          runningAccuracy: 0.5, meanWeight: 0.5, leftBehind: share, mislabelledOfLeftBehind: 0.5,
          leftBehindOfMislabelled: 0.75)
      }
    }
    let report = try ComparisonReport(suite: "noise", baselineArm: "ce", records: all)
    let text = String(decoding: try MarkdownReport().render(report), as: UTF8.self)
    #expect(
      text.contains(
        "| data × mlp, symmetric label noise 0.2 | mixed | 30.0 | 20.0 | 50.0 | 75.0 |"))
  }

  @Test("equal gains are no contrast")
  func noContrast() throws {
    let report = try report(cleanGain: 0.03, noisyGain: 0.03)
    #expect(report.noise?.first?.difference?.comparison.verdict == .undecided)
  }

  @Test("cells differ by noise alone, and stand in the order of kind and rate")
  func cells() throws {
    let report = try report(cleanGain: 0, noisyGain: 0)
    #expect(
      report.cells.map(\.title) == ["data × mlp", "data × mlp, symmetric label noise 0.2"])
    #expect(report.cells.map { $0.arms.map(\.seeds.count) } == [[10, 10], [10, 10]])
    #expect(report.timings.count == 4)
    #expect(report.accuracyFamilySize == 2)
  }
}

@Suite struct OtherTrainingTests {
  @Test("an arm that trains longer says so; the rule of selection is named")
  func notes() throws {
    var all = records(["ce": [0.8], "longer": [0.81]])
    for index in all.indices {
      all[index].spec.selection = .bestValidation
      all[index].spec.validation = 0.1
      if all[index].spec.arm.id == "longer" { all[index].spec.epochs = 8 }
    }
    let report = try ComparisonReport(suite: "s", baselineArm: "ce", records: all)
    #expect(report.cells[0].epochs == 5 && report.cells[0].arms.map(\.epochs) == [nil, 8])
    let text = String(decoding: try MarkdownReport().render(report), as: UTF8.self)
    #expect(
      text.contains(
        "scores are those of the epoch that was best on validation data, on the test part"))
    #expect(text.contains("10 % of the training part held out"))
    #expect(text.contains("longer: 8 epochs"))
  }
}
