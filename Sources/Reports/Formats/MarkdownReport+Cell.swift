import Records
import Statistics

extension MarkdownReport {
  /// One dataset and model: scores, differences, notes, every seed.
  func cell(_ cell: ComparisonCell, in report: ComparisonReport) -> [String] {
    var facts = ["\(Plural.text(cell.epochs, "epoch"))", "batches of \(cell.batchSize)"]
    if let count = cell.parameterCount { facts.append("\(count) parameters") }
    if let best = cell.bayesAccuracy {
      facts.append("best possible accuracy (Bayes) \(Metric.accuracy.text(best)) %")
    }
    if let share = cell.changedShare {
      facts.append("\(NumberText.percent(share)) of the training labels changed")
    }
    if let share = cell.validation {
      facts.append("\(NumberText.percent(share)) of the training part held out")
    }
    if cell.selection == .bestValidation {
      facts.append("scored with the weights of the best validation epoch")
    }
    for row in cell.arms {
      if let epochs = row.epochs {
        facts.append("\(MarkdownText.escaped(row.arm.id)): \(Plural.text(epochs, "epoch"))")
      }
    }
    var lines = [
      "## \(MarkdownText.escaped(cell.title))", "", facts.joined(separator: ", ") + ".", "",
    ]
    lines += scores(cell, confidence: report.confidence)
    lines += differences(cell, confidence: report.confidence)
    let notes = cell.arms.flatMap { self.notes($0, in: cell) }
    if !notes.isEmpty { lines += [""] + notes }
    return lines + everySeed(cell) + calibration(cell, confidence: report.confidence)
      + training(cell)
  }

  private func scores(_ cell: ComparisonCell, confidence: Double) -> [String] {
    let level = NumberText.percent(confidence)
    let header =
      ["arm", "completed", "diverged", "failed", "not run"]
      + Metric.headline.map { $0 == .accuracy ? "accuracy, %" : $0.title }.map {
        "\($0) [\(level) CI]"
      }
    let rows = cell.arms.map { row in
      [
        MarkdownText.escaped(row.arm.id), "\(row.seeds.count) of \(row.plannedCount)",
        "\(row.gaps(of: .diverged).count)", "\(row.gaps(of: .failed).count)",
        "\(row.gaps(of: .missing).count)",
      ] + Metric.headline.map { score(row.summary(of: $0), of: row) }
    }
    let completed = Set(cell.arms.map { $0.seeds.map(\.seed) })
    return MarkdownText.table(header, rows)
      + (completed.count == 1
        ? []
        : [
          "",
          "The arms did not complete the same seeds, so these means are of different seeds; "
            + "differences below are of the seeds that completed in both arms.",
        ])
  }

  /// The mean of a metric with its interval, and the seeds where not every completed one has it.
  func score(_ summary: MetricSummary?, of row: ArmRow) -> String {
    guard let summary else { return "–" }
    let mean = summary.metric.text(summary.summary.mean)
    let text = summary.interval.map { "\(mean) \(summary.metric.text($0))" } ?? mean
    let count = summary.summary.count
    return count == row.seeds.count ? text : "\(text) (n = \(count))"
  }

  private func differences(_ cell: ComparisonCell, confidence: Double) -> [String] {
    differences(cell.arms.map { ($0, $0.differences) }, confidence: confidence)
  }

  /// Paired differences to the baseline, one line a metric.
  func differences(
    _ differences: [(row: ArmRow, list: [MetricDifference])], confidence: Double
  ) -> [String] {
    let level = NumberText.percent(confidence)
    let rows = differences.flatMap { row, list in list.map { difference(row, $0) } }
    guard !rows.isEmpty else { return [] }
    return ["", "Differences to the baseline:", ""]
      + MarkdownText.table(
        [
          "arm", "score", "pairs", "mean Δ", "median Δ", "sd", "\(level) t", "\(level) BCa", "p",
          "Holm p", "W/T/L", "P(better)", "r", "verdict",
        ], rows, textColumns: 2, endsWithText: true)
  }

  private func difference(_ row: ArmRow, _ difference: MetricDifference) -> [String] {
    let (metric, comparison) = (difference.metric, difference.comparison)
    return [
      MarkdownText.escaped(row.arm.id),
      metric.isPercentage ? "\(metric.title), pp" : metric.title,
      "\(comparison.count)",
      metric.signedText(comparison.summary.mean),
      metric.signedText(comparison.summary.median),
      comparison.summary.standardDeviation.map { metric.text($0) } ?? "–",
      comparison.tInterval.map(metric.signedText) ?? "–",
      comparison.bcaInterval.map(metric.signedText) ?? "–",
      NumberText.probability(comparison.signFlipP),
      NumberText.probability(difference.adjustedP),
      "\(comparison.wins)/\(comparison.ties)/\(comparison.losses)",
      NumberText.fixed(comparison.probabilityOfImprovement, 2),
      comparison.correlation.map { NumberText.fixed($0, 2) } ?? "–",
      difference.verdictText,
    ]
  }

  private func notes(_ row: ArmRow, in cell: ComparisonCell) -> [String] {
    let name = MarkdownText.escaped(row.arm.id)
    var notes: [String] = []
    let worse = row.tradedAwayDifferences.map { difference in
      "\(difference.metric.title) "
        + "(\(difference.metric.signedText(difference.comparison.summary.mean)), "
        + "\(difference.verdictText))"
    }
    if !worse.isEmpty {
      notes.append(
        "- **\(name)**: mean accuracy rose, but its probabilities got worse on average: "
          + "\(worse.joined(separator: ", ")). Do not use them as confidences without a check.")
    }
    let baseline = cell.arms.first { $0.isBaseline }
    if !row.isBaseline, baseline?.seeds.isEmpty ?? true {
      notes.append("- **\(name)**: the baseline has no completed trial to compare with.")
    } else if !row.isBaseline, !row.seeds.isEmpty, row.pairedSeeds.isEmpty {
      notes.append("- **\(name)**: no seed completed both here and in the baseline.")
    }
    let (diverged, failed) = (row.gaps(of: .diverged).count, row.gaps(of: .failed).count)
    if diverged > 0, row.seeds.isEmpty {
      notes.append(
        "- **\(name)**: \(Plural.text(diverged, "trial")) diverged and none completed, so there are "
          + "no scores to compare; that is a result.")
    } else if diverged > 0 {
      notes.append(
        "- **\(name)**: \(Plural.text(diverged, "trial")) diverged. Scores and verdicts are of the "
          + "seeds that did not, which may be the easier ones; read them together with that count.")
    }
    if failed > 0, !row.seeds.isEmpty {
      notes.append(
        "- **\(name)**: \(Plural.text(failed, "trial")) failed and \(failed == 1 ? "is" : "are") not "
          + "in the scores; `bench run` with `--retry-failed` tries again.")
    }
    return notes
  }

  /// Every seed's accuracy and difference, the unit that all of the above is made from.
  private func everySeed(_ cell: ComparisonCell) -> [String] {
    if cell.arms.contains(where: \.isLong) { return manySeeds(cell) }
    let seeds = Set(cell.arms.flatMap { $0.seeds.map(\.seed) + $0.gaps.map(\.seed) }).sorted()
    guard !seeds.isEmpty else { return [] }
    var header = ["seed"]
    for row in cell.arms {
      header.append("\(MarkdownText.escaped(row.arm.id)), % [test-sample CI]")
      if !row.isBaseline { header.append("Δ, pp") }
    }
    let rows = seeds.map { seed in
      ["\(seed)"]
        + cell.arms.flatMap { row in
          row.isBaseline
            ? [accuracy(row, seed: seed)]
            : [accuracy(row, seed: seed), change(row, seed: seed)]
        }
    }
    return [
      "", "Every seed's accuracy, with Wilson's interval of that one model on fresh examples:", "",
    ] + MarkdownText.table(header, rows)
  }

  /// Where the accuracies of many seeds lie, and their differences.
  private func manySeeds(_ cell: ComparisonCell) -> [String] {
    var columns: [(title: String, sorted: [Double], isDifference: Bool)] = []
    for row in cell.arms {
      let accuracies = row.seeds.map(\.scores.accuracy).sorted()
      columns.append(("\(MarkdownText.escaped(row.arm.id)), %", accuracies, false))
      if row.isBaseline { continue }
      let differences = row.difference(of: .accuracy)?.comparison.differences ?? []
      columns.append(("Δ, pp", differences.sorted(), true))
    }
    let rows = SeedQuantiles.levels.map { level in
      [level.name]
        + columns.map { column in
          guard let value = SeedQuantiles.value(level.share, of: column.sorted) else { return "–" }
          return column.isDifference
            ? Metric.accuracy.signedText(value) : Metric.accuracy.text(value)
        }
    }
    return [
      "",
      "Accuracy over seeds, and its differences, each column sorted by itself (above "
        + "\(ReportLimits.listedSeeds) seeds they are not listed; the run's results.sqlite holds each):",
      "",
    ] + MarkdownText.table(["seeds"] + columns.map(\.title), rows)
  }

  private func accuracy(_ row: ArmRow, seed: UInt64) -> String {
    if let result = row.seeds.first(where: { $0.seed == seed }) {
      return "\(Metric.accuracy.text(result.scores.accuracy)) "
        + Metric.accuracy.text(result.accuracyInterval)
    }
    guard let gap = row.gaps.first(where: { $0.seed == seed }) else { return "–" }
    return gap.kind == .missing ? "not run" : gap.kind.rawValue
  }

  private func change(_ row: ArmRow, seed: UInt64) -> String {
    guard let index = row.pairedSeeds.firstIndex(of: seed),
      let difference = row.difference(of: .accuracy)
    else { return "–" }
    return Metric.accuracy.signedText(difference.comparison.differences[index])
  }
}
