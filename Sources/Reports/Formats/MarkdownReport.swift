public import Foundation
import Records
import Statistics

/// The report as a document for people, in GitHub's Markdown.
///
/// Everything but the last section, the seconds, is equal when the run is repeated.
public struct MarkdownReport: ReportFormat {
  /// The id on the command line.
  public static let id = "md"
  /// The file name's ending.
  public static let fileExtension = "md"
  /// One line for lists.
  public static let summary = "the full document: verdicts, tables, every seed, data, environment"

  /// Creates the format.
  public init() {}

  /// Returns the document as UTF-8.
  public func render(_ report: ComparisonReport) throws(ReportError) -> Data {
    let sections =
      [introduction(report), verdicts(report), controls(report), noise(report), reading(report)]
      + report.cells.map { cell($0, in: report) }
      + [
        arms(report), tuning(report), incomplete(report), data(report), environments(report),
        timings(report),
      ]
    let text = sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    return Data((text.joined(separator: "\n\n") + "\n").utf8)
  }

  private func introduction(_ report: ComparisonReport) -> [String] {
    let rows = report.cells.flatMap(\.arms)
    let planned = rows.map(\.plannedCount).reduce(0, +)
    let completed = rows.map(\.seeds.count).reduce(0, +)
    let datasets = Set(report.cells.map(\.dataset)).count
    let models = Set(report.cells.map(\.model)).count
    let arms = Set(rows.map(\.arm.id)).count
    var lines = [
      "# Comparison report: \(MarkdownText.escaped(report.suite))", "",
      "\(Plural.text(arms, "training arm")) on \(Plural.text(datasets, "dataset")) and "
        + "\(Plural.text(models, "model")), compared with the arm "
        + "**\(MarkdownText.escaped(report.baselineArm))** under common random numbers: arms of one "
        + "seed share data order and initial weights, so scores are paired by seed. "
        + "\(completed) of \(Plural.text(planned, "planned trial")) completed; scores are those of "
        + "\(scored(report)) on the test part.",
    ]
    if let part = report.partText { lines += ["", "**\(part)**"] }
    if !report.command.isEmpty {
      lines += ["", "Made by:", ""] + MarkdownText.block(report.command, language: "sh")
    }
    return lines
  }

  private func scored(_ report: ComparisonReport) -> String {
    let best = report.cells.count { $0.selection == .bestValidation }
    if best == 0 { return "the last epoch" }
    return best == report.cells.count
      ? "the epoch that was best on validation data,"
      : "the last epoch, or of the one that was best on validation data where the section says so,"
  }

  private func verdicts(_ report: ComparisonReport) -> [String] {
    let level = NumberText.percent(report.confidence)
    var rows: [[String]] = []
    for cell in report.cells {
      for row in cell.arms where !row.isBaseline {
        var cells = comparisonCells(row.difference(of: .accuracy), needed: report.pairsNeeded)
        // What is missing from a comparison stands where its verdict is read first.
        if row.pairCount < row.plannedCount { cells[0] += " of \(row.plannedCount)" }
        rows.append([cell.dataset, cell.modelLabel, row.arm.id].map(MarkdownText.escaped) + cells)
      }
    }
    guard !rows.isEmpty else {
      return ["## Verdicts", "", "There is nothing to compare with the baseline."]
    }
    return ["## Verdicts", ""]
      + MarkdownText.table(
        [
          "dataset", "model", "arm", "pairs", "Δ accuracy, pp", "\(level) BCa", "p", "Holm p",
          "W/T/L", "verdict",
        ],
        rows, textColumns: 3, endsWithText: true)
      + ["", family(report)]
  }

  /// The cells of a comparison: pairs, mean, interval, both p, wins and verdict.
  func comparisonCells(_ difference: MetricDifference?, needed: Int) -> [String] {
    guard let difference else {
      return [
        "0", "–", "–", "–", "–", "–", MetricDifference.tooSmallText(pairs: 0, needed: needed),
      ]
    }
    let comparison = difference.comparison
    return [
      "\(comparison.count)", difference.metric.signedText(comparison.summary.mean),
      comparison.bcaInterval.map(difference.metric.signedText) ?? "–",
      NumberText.probability(comparison.signFlipP), NumberText.probability(difference.adjustedP),
      "\(comparison.wins)/\(comparison.ties)/\(comparison.losses)", difference.verdictText,
    ]
  }

  private func family(_ report: ComparisonReport) -> String {
    let (accuracy, others) = (report.accuracyFamilySize, report.probabilityFamilySize)
    guard accuracy > 0 else { return "No seed completed in both arms of any comparison." }
    let needed = SignFlipTest.pairsNeeded(confidence: report.confidence, familySize: accuracy)
    let third = report.diagnosticFamilySize
    let diagnostics =
      third == 0
      ? ""
      : " The \(Plural.text(third, "diagnostic comparison")) below \"Calibration and classes\" "
        + "\(third == 1 ? "is" : "are") a third family."
    let all =
      accuracy == 1
      ? "A family is what Holm's correction runs over. The only accuracy comparison of this report "
        + "is one, so nothing changes for it; the"
      : "Holm's correction runs over all \(accuracy) accuracy comparisons of this report as one "
        + "family, and over the"
    let unpaired = report.unpairedComparisonCount
    let open =
      unpaired == 0
      ? ""
      : " \(Plural.text(unpaired, "comparison")) without a pair \(unpaired == 1 ? "is" : "are") not "
        + "counted: with \(unpaired == 1 ? "it" : "them") the families grow, and a claim that "
        + "survives now may not survive then."
    return all
      + " \(Plural.text(others, "comparison")) of NLL, Brier and ECE \(accuracy == 1 ? "are" : "as") "
      + "a second family.\(diagnostics) A family of \(accuracy) needs \(needed) pairs before any "
      + "claim can survive it.\(open)"
  }

  /// The names in "Calibration and classes" and "What the arms did", where there is such a section.
  private func diagnosticTerms(_ report: ComparisonReport) -> [String] {
    let rows = report.cells.flatMap(\.arms)
    let hasArea = rows.contains { $0.summary(of: .areaUnderROC) != nil }
    guard rows.contains(where: { !$0.diagnosticSummaries.isEmpty }) else { return [] }
    return [
      "- **ECE of equal mass** has bins of about equally many examples. **Worst class** is the "
        + "smallest accuracy of a class."
        + (hasArea
          ? " **AUROC** is the area under the receiver operating characteristic: how often an example "
            + "of the second class is ranked above one of the first." : "")
    ]
  }

  private func manyPairs(_ report: ComparisonReport) -> String {
    let most =
      report.cells.flatMap(\.arms).flatMap(\.differences).map(\.comparison.count).max() ?? 0
    return most > LargeSample.pairLimit
      ? "; above \(LargeSample.pairLimit) pairs closed forms take the place of resampling" : ""
  }

  private func reading(_ report: ComparisonReport) -> [String] {
    let level = NumberText.percent(report.confidence)
    let alpha = NumberText.fixed(1 - report.confidence, 2)
    return [
      "## How to read this", "",
      "- **Accuracy** is in percent, its differences in percentage points (pp); higher is better. "
        + "**NLL** (mean negative log likelihood, nats), **Brier** (mean squared error of the "
        + "probabilities, summed over classes, 0 to 2) and **ECE** (expected calibration error, "
        + "\(ScoreAccumulator.binCount) bins of equal width, 0 to 1) are better when lower.",
    ] + diagnosticTerms(report) + [
      "- Intervals of means are \(level) confidence intervals (**CI**) by Student's t over seeds. They "
        + "say how another seed would score on this test part, not how another dataset would.",
      "- A **difference** (**Δ**) is arm − baseline on the same seed, a **pair**; **sd** is the "
        + "standard deviation of the pairs' differences. Its interval is given twice: Student's t and "
        + "**BCa**, the bias-corrected and accelerated bootstrap. **p** is the two-sided sign-flip "
        + "permutation test, exact up to \(SignFlipTest.exactLimit) pairs\(manyPairs(report)); "
        + "**Holm p** is corrected over the family named above. "
        + "Resampling uses the fixed seed \(Resampling.seed).",
      "- **better** and **worse** need the BCa interval to exclude 0 and p < \(alpha), since BCa "
        + "intervals of few pairs are narrower than they should be; "
        + "\"not after Holm\" marks a claim that the correction does not let stand beside the others. "
        + "**no difference shown** is not evidence of equality. **n too small**: with fewer than "
        + "\(report.pairsNeeded) pairs no data could reach p < \(alpha).",
      "- **W/T/L** counts seeds won, tied and lost. **P(better)** is the share of all arm and "
        + "baseline runs, paired or not, in which the arm is better. **r** is the correlation of the "
        + "pairs: pairing narrows the interval only where it is positive.",
      "- `1 − p_y` is not a proper score: an arm that trains on it may gain accuracy while its "
        + "probabilities mean less. Where that happens, a note says so.",
    ] + leftOut(report)
  }

  /// Why a run with scores shows no courses and histograms.
  private func leftOut(_ report: ComparisonReport) -> [String] {
    let rows = report.cells.flatMap(\.arms)
    let hasDetails = rows.contains { row in
      row.diagnostics.map { !$0.points.isEmpty || $0.train != nil || $0.test != nil } ?? false
    }
    guard !hasDetails, rows.contains(where: { !$0.summaries.isEmpty }) else { return [] }
    return [
      "- Courses of training and histograms are not shown: the records have none, or are so many that "
        + "reports do not read them. The run's results.sqlite holds those of each trial."
    ]
  }
}

/// Counts with their noun.
enum Plural {
  static func text(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
