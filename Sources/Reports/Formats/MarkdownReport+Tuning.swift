import Records

extension MarkdownReport {
  /// Which settings were chosen, and what the whole grid scored on validation data.
  func tuning(_ report: ComparisonReport) -> [String] {
    guard let choices = report.tuning, let first = choices.first else { return [] }
    var rows: [[String]] = []
    for choice in choices {
      let noise = choice.labelNoise.map { ", \($0.title)" } ?? ""
      let task = "\(choice.dataset) × \(SettingsText.full(choice.model))\(noise)"
      for (index, candidate) in choice.candidates.enumerated() {
        rows.append(
          [task, choice.arm, candidate.text].map(MarkdownText.escaped) + [
            candidate.accuracy.map(Metric.accuracy.text) ?? "–",
            candidate.negativeLogLikelihood.map(Metric.negativeLogLikelihood.text) ?? "–",
            "\(candidate.completedSeeds.count) of \(choice.seeds.count)",
            index == choice.chosen ? "**chosen**" : "",
          ])
      }
    }
    let counts = Set(choices.map(\.candidates.count)).sorted().map(String.init)
    return [
      "## Tuning", "",
      "Each arm tried \(counts.joined(separator: " or ")) configurations on each task, with the "
        + "\(Plural.text(first.seeds.count, "seed")) \(first.seeds.map(String.init).joined(separator: ", ")), "
        + "which the comparison does not use. Judged on examples held out of the training part; no "
        + "test example was read. Chosen: the most completed seeds, then the highest mean accuracy, "
        + "then the lowest mean NLL, then the first.", "",
    ]
      + MarkdownText.table(
        [
          "trained on", "arm", "configuration", "validation accuracy, %", "validation NLL",
          "completed", "",
        ], rows, textColumns: 3, endsWithText: true)
  }
}
