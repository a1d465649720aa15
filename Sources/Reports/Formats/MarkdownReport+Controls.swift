import Records
import Statistics

extension MarkdownReport {
  /// Is the gain only something else? A sentence for each question, then every comparison.
  func controls(_ report: ComparisonReport) -> [String] {
    guard let findings = report.controls, !findings.answers.isEmpty else { return [] }
    let name = MarkdownText.escaped(findings.candidate)
    let size = findings.familySize
    let needed = SignFlipTest.pairsNeeded(
      confidence: report.confidence, familySize: max(1, size))
    let family =
      size == 0
      ? "No comparison below has a pair yet."
      : "The \(Plural.text(size, "comparison")) with pairs below \(size == 1 ? "is a family" : "are a family") "
        + "of \(size == 1 ? "its" : "their") own; a family of \(size) needs \(needed) pairs before a "
        + "claim can survive it."
    var lines = [
      "## What else could explain \(name)?", "",
      "Each question is answered by controls. A gain counts as more than what a control offers where "
        + "\(name) beats the baseline and every such control, both after Holm's correction. "
        + family,
      "",
    ]
    lines += findings.answers.map { "- " + sentence($0, findings, report) }
    let rows = findings.comparisons.map { comparison in
      [comparison.question.title, comparison.cell, comparison.control].map(MarkdownText.escaped)
        + comparisonCells(comparison.difference, needed: report.pairsNeeded)
    }
    let level = NumberText.percent(report.confidence)
    return lines + ["", "Accuracy of \(name) less that of the control:", ""]
      + MarkdownText.table(
        [
          "question", "trained on", "control", "pairs", "mean Δ, pp", "\(level) BCa", "p",
          "Holm p", "W/T/L", "verdict",
        ], rows, textColumns: 3, endsWithText: true)
  }

  /// A sentence for each finding: what was found, on how many cells, with the numbers that say so.
  private func sentence(
    _ answer: ControlAnswer, _ findings: ControlFindings, _ report: ComparisonReport
  ) -> String {
    let parts = ControlAnswer.Finding.allCases.compactMap { finding -> String? in
      let cells = answer.cells(finding)
      guard !cells.isEmpty else { return nil }
      let details = cells.map { detail($0, answer.question, findings, report) }
      return "\(finding.words) on \(cells.count) of \(answer.cells.count) "
        + "(\(details.joined(separator: "; ")))"
    }
    // One sentence for each finding, so that none begins in the middle of another.
    return "**\(answer.question.title)** \(parts.joined(separator: ". "))."
  }

  private func detail(
    _ cell: ControlAnswer.Cell, _ question: ReviewerQuestion, _ findings: ControlFindings,
    _ report: ComparisonReport
  ) -> String {
    let mine = findings.comparisons.filter { $0.cell == cell.title && $0.question == question }
    let against =
      cell.finding == .noGain
      ? [numbers(cell.gain, findings.candidate, report.baselineArm, report)] : []
    let controls = mine.map { numbers($0.difference, findings.candidate, $0.control, report) }
    return "\(MarkdownText.escaped(cell.title)): " + (against + controls).joined(separator: ", ")
  }

  private func numbers(
    _ difference: MetricDifference?, _ candidate: String, _ other: String,
    _ report: ComparisonReport
  ) -> String {
    let names = MarkdownText.escaped("\(candidate) − \(other)")
    guard let difference else { return "\(names) has no pairs" }
    let comparison = difference.comparison
    let interval = comparison.bcaInterval.map { " \(difference.metric.signedText($0))" } ?? ""
    return "\(names) \(difference.metric.signedText(comparison.summary.mean)) pp\(interval), "
      + "p \(NumberText.probability(comparison.signFlipP)), "
      + "Holm p \(NumberText.probability(difference.adjustedP)), n = \(comparison.count)"
  }
}

extension ReviewerQuestion {
  /// The question in words.
  var title: String {
    switch self {
    case .smallerStep: "Is it only a smaller step?"
    case .polyLoss: "Is it only PolyLoss?"
    case .labelNoise: "Is it only label noise?"
    case .order: "Is it only the amount of α, not when it comes?"
    case .longerTraining: "Would training longer do as well?"
    }
  }
}

extension ControlAnswer.Finding {
  /// What a reader may take from it, and no more.
  var words: String {
    switch self {
    case .more: "No, a gain beyond every such control is shown"
    case .notExcluded: "Not excluded, a gain is shown and none beyond every such control"
    case .controlIsBetter: "A control is shown to be better"
    case .noGain: "Nothing to explain, no gain over the baseline is shown"
    case .tooFew: "No answer, n is too small"
    }
  }
}
