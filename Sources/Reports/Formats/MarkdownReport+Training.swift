import Records

extension MarkdownReport {
  /// What the arms did: the course of training and how sure the networks are in the end.
  func training(_ cell: ComparisonCell) -> [String] {
    let arms = cell.arms.compactMap { row in
      row.diagnostics.map { (id: row.arm.id, diagnostics: $0) }
    }
    let courses = arms.filter { !$0.diagnostics.points.isEmpty }
    guard !arms.isEmpty else { return [] }
    var lines = ["", "### What the arms did", ""]
    if !courses.isEmpty { lines += course(courses) }
    let counted = arms.filter { $0.diagnostics.train != nil || $0.diagnostics.test != nil }
    if !counted.isEmpty { lines += (courses.isEmpty ? [] : [""]) + sureness(counted) }
    return lines
  }

  private func course(_ arms: [(id: String, diagnostics: ArmDiagnostics)]) -> [String] {
    let knowsLabels = arms.contains { arm in
      arm.diagnostics.points.contains { $0.leftBehindOfMislabelled != nil }
    }
    func column(_ points: [TrainingPoint], _ text: (TrainingPoint) -> String?) -> String {
      points.map { text($0) ?? "–" }.joined(separator: " · ")
    }
    func share(_ value: Double?) -> String? { value.map { NumberText.fixed(100 * $0, 1) } }
    let rows = arms.map { id, diagnostics in
      let points = diagnostics.points
      return [
        MarkdownText.escaped(id), column(points) { "\($0.epoch)" },
        column(points) { NumberText.fixed($0.alpha, 2) },
        column(points) { NumberText.significant($0.learningRate) },
        column(points) { NumberText.fixed($0.meanWeight, 3) },
        column(points) { share($0.leftBehind) },
      ]
        + (knowsLabels
          ? [
            column(points) { share($0.leftBehindOfMislabelled) },
            column(points) { share($0.mislabelledOfLeftBehind) },
          ] : []) + [
          column(points) { $0.gradientNorm.map(NumberText.significant) },
          column(points) { $0.weightDistance.map(NumberText.significant) },
        ]
    }
    return [
      "At the end of the first epoch and of each quarter of training, means over seeds. **Left "
        + "behind** are training examples whose gradient weight is below 0.1.", "",
    ]
      + MarkdownText.table(
        ["arm", "epoch", "α", "learning rate", "mean weight", "left behind, %"]
          + (knowsLabels
            ? ["left behind of the mislabelled, %", "mislabelled of the left behind, %"] : [])
          + ["gradient norm", "distance from start"], rows)
  }

  private func sureness(_ arms: [(id: String, diagnostics: ArmDiagnostics)]) -> [String] {
    var rows: [[String]] = []
    for (id, diagnostics) in arms {
      for (part, counts) in [("train", diagnostics.train), ("test", diagnostics.test)] {
        guard let counts else { continue }
        rows.append(
          [MarkdownText.escaped(id), part]
            + [0..<1, 1..<10, 10..<19, 19..<20].map { share(counts.probability, $0) }
            + [
              "`\(Sparkline.text(counts.probability))`", share(counts.margin, 0..<11),
              "`\(Sparkline.text(counts.margin))`",
            ])
      }
    }
    return [
      "How sure the networks are of the true class y in the end, all seeds together: the share of "
        + "examples, in percent, by `p_y`, in 20 bins from 0 to 1, and by the margin "
        + "`ln(p_y / (1 − p_y))`, in bins of 1 from −10 to 10 with open ends.", "",
    ]
      + MarkdownText.table(
        [
          "arm", "part", "p_y < 0.05", "0.05 to 0.5", "0.5 to 0.95", "≥ 0.95", "p_y",
          "margin < 0", "margin",
        ], rows, textColumns: 2, endsWithText: true)
  }

  private func share(_ counts: [Int], _ bins: Range<Int>) -> String {
    let all = counts.reduce(0, +)
    guard all > 0, bins.upperBound <= counts.count else { return "–" }
    return NumberText.fixed(100 * Double(counts[bins].reduce(0, +)) / Double(all), 1)
  }
}
