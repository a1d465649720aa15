import Records
import Statistics

extension MarkdownReport {
  /// Each arm at each level of label noise, and whether its gain depends on the noise.
  func noise(_ report: ComparisonReport) -> [String] {
    guard let findings = report.noise, !findings.isEmpty else { return [] }
    let level = NumberText.percent(report.confidence)
    var lines = ["## Label noise", ""]
    var groups: [[ComparisonCell]] = []
    for cell in report.cells {
      if let index = groups.firstIndex(where: {
        $0[0].dataset == cell.dataset && $0[0].model == cell.model
      }) {
        groups[index].append(cell)
      } else {
        groups.append([cell])
      }
    }
    for cells in groups where cells.count > 1 { lines += accuracies(cells) + [""] }
    lines += leftBehind(report.cells)
    let rows = findings.map { finding in
      [finding.noisyCell, finding.arm].map(MarkdownText.escaped)
        + contrast(finding.difference, needed: report.pairsNeeded)
    }
    let size = findings.count { $0.difference != nil }
    let family = size == 1 ? "a family of its own" : "a family of \(size)"
    return lines + [
      "Does the gain over \(MarkdownText.escaped(report.baselineArm)) depend on the noise? The gain "
        + "with changed labels less the gain without, paired by seed and corrected as "
        + "\(size == 0 ? "soon as there are pairs" : family):", "",
    ]
      + MarkdownText.table(
        [
          "trained on", "arm", "pairs", "change of the gain, pp", "\(level) BCa", "p", "Holm p",
          "verdict",
        ], rows, textColumns: 2, endsWithText: true)
  }

  private func accuracies(_ cells: [ComparisonCell]) -> [String] {
    let arms = cells[0].arms.map(\.arm.id)
    let header =
      ["arm"]
      + cells.map { cell in
        guard let noise = cell.labelNoise else { return "labels as they are" }
        let share = cell.changedShare.map { " (\(NumberText.percent($0)) changed)" } ?? ""
        return "\(noise.kind.rawValue) \(NumberText.percent(noise.rate))\(share)"
      }
    let rows = arms.map { arm in
      [MarkdownText.escaped(arm)]
        + cells.map { cell in
          guard let row = cell.arms.first(where: { $0.arm.id == arm }),
            let summary = row.summary(of: .accuracy)
          else { return "–" }
          let mean = Metric.accuracy.text(summary.summary.mean)
          guard let gain = row.difference(of: .accuracy) else { return mean }
          return "\(mean) (\(gain.metric.signedText(gain.comparison.summary.mean)), "
            + "\(gain.verdictText))"
        }
    }
    return [
      "Test accuracy in percent on \(MarkdownText.escaped(cells[0].dataset)), whose test labels are "
        + "never changed; in parentheses the mean difference to the baseline in pp, paired by seed:",
      "",
    ] + MarkdownText.table(header, rows)
  }

  /// Whether the examples that an arm left behind are the mislabelled ones.
  private func leftBehind(_ cells: [ComparisonCell]) -> [String] {
    func share(_ value: Double?) -> String {
      value.map { NumberText.fixed(100 * $0, 1) } ?? "–"
    }
    let rows = cells.filter { $0.labelNoise != nil }.flatMap { cell in
      cell.arms.compactMap { row -> [String]? in
        guard let point = row.diagnostics?.points.last, point.leftBehind != nil else { return nil }
        return [cell.title, row.arm.id].map(MarkdownText.escaped) + [
          share(point.leftBehind), share(cell.changedShare), share(point.mislabelledOfLeftBehind),
          share(point.leftBehindOfMislabelled),
        ]
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      "Training examples left behind in the last epoch, with a gradient weight below 0.1, in percent: "
        + "how many they are, how many labels are wrong in all, how many are wrong among those left "
        + "behind, and how many of the wrong ones are left behind. Means over seeds; nothing is "
        + "tested here:", "",
    ]
      + MarkdownText.table(
        [
          "trained on", "arm", "left behind", "wrong in all", "wrong of left behind",
          "left behind of wrong",
        ], rows, textColumns: 2) + [""]
  }

  private func contrast(_ difference: MetricDifference?, needed: Int) -> [String] {
    guard let difference else {
      return ["0", "–", "–", "–", "–", MetricDifference.tooSmallText(pairs: 0, needed: needed)]
    }
    let comparison = difference.comparison
    let verdict =
      switch comparison.verdict {
      case .better: difference.survivesCorrection ? "gains more" : "gains more, not after Holm"
      case .worse: difference.survivesCorrection ? "gains less" : "gains less, not after Holm"
      case .undecided, .nTooSmall: difference.verdictText
      }
    return [
      "\(comparison.count)", difference.metric.signedText(comparison.summary.mean),
      comparison.bcaInterval.map(difference.metric.signedText) ?? "–",
      NumberText.probability(comparison.signFlipP), NumberText.probability(difference.adjustedP),
      verdict,
    ]
  }
}
