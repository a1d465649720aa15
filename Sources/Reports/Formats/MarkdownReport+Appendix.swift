import Core
import Records

extension MarkdownReport {
  /// What each arm is, with every constant.
  func arms(_ report: ComparisonReport) -> [String] {
    var rows: [[String]] = []
    for cell in report.cells {
      for row in cell.arms {
        let arm = row.arm
        let settings = [arm.loss, arm.schedule, arm.optimizer, arm.learningRateSchedule]
        var texts = settings.map(SettingsText.full)
        if let other = arm.learningRateMatches { texts[3] += ", times the mean weight of \(other)" }
        rows.append(([cell.title, arm.id] + texts).map(MarkdownText.escaped))
      }
    }
    guard !rows.isEmpty else { return [] }
    return ["## Arms", ""]
      + MarkdownText.table(
        ["trained on", "arm", "loss", "schedule of α", "optimizer", "learning rate"], rows,
        textColumns: 6)
  }

  /// Every planned trial that gave no scores.
  func incomplete(_ report: ComparisonReport) -> [String] {
    var items: [String] = []
    for cell in report.cells {
      for row in cell.arms {
        let name = "\(cell.title), \(row.arm.id)"
        items += TrialGap.texts(row.gaps).map { "- \(MarkdownText.escaped("\(name): \($0)"))" }
      }
    }
    return ["## Trials without scores", ""]
      + (items.isEmpty ? ["None: every planned trial completed."] : items)
  }

  /// The data by digest.
  func data(_ report: ComparisonReport) -> [String] {
    guard !report.data.isEmpty else { return [] }
    let rows = report.data.map { item in
      [
        MarkdownText.escaped(item.dataset), "\(item.facts.version)", "\(item.facts.trainCount)",
        "\(item.facts.testCount)", "\(item.facts.classes.count)",
        "`\(item.facts.decodedDigest)`",
      ]
    }
    var lines =
      ["## Data", ""]
      + MarkdownText.table(
        ["dataset", "version", "train", "test", "classes", "SHA-256 of the decoded arrays"], rows,
        endsWithText: true)
    let files = report.data.flatMap { item in
      item.facts.files.map { file in
        [
          MarkdownText.escaped(item.dataset), MarkdownText.escaped(file.path), "\(file.bytes)",
          "`\(file.sha256)`",
        ]
      }
    }
    if !files.isEmpty {
      lines +=
        ["", "Files:", ""]
        + MarkdownText.table(
          ["dataset", "file", "bytes", "SHA-256"], files, textColumns: 2, endsWithText: true)
    }
    return lines
  }

  /// What computed the trials.
  func environments(_ report: ComparisonReport) -> [String] {
    guard !report.environments.isEmpty else { return [] }
    let rows = report.environments.map { use in
      let facts = use.facts
      let libraries = facts.libraries.keys.sorted().map { "\($0) \(facts.libraries[$0] ?? "")" }
      return [
        "\(use.trials)", facts.lossBench, "\(facts.numerics)",
        facts.commit + (facts.isDirty ? ", with changes" : ""),
        libraries.joined(separator: ", "), facts.processor, facts.instructionSet, facts.system,
      ].map(MarkdownText.escaped)
    }
    let several =
      rows.count == 1
      ? []
      : [
        "\(rows.count) builds or machines computed these trials. Last digits may differ between them, "
          + "and their seconds do: pairs and mean times may be of several.", "",
      ]
    return ["## Environment", ""] + several
      + MarkdownText.table(
        [
          "trials", "LossBench", "numerics", "commit", "libraries", "processor", "instructions",
          "system",
        ], rows, textColumns: 8)
  }

  /// Seconds, which differ between two runs and decide nothing.
  func timings(_ report: ComparisonReport) -> [String] {
    guard !report.timings.isEmpty else { return [] }
    let isShared = report.timings.contains { $0.meanAttributedSeconds != nil }
    let rows = report.timings.map { timing in
      let seconds =
        [timing.meanTrainingSeconds] + (isShared ? [timing.meanAttributedSeconds] : [])
        + [timing.meanEvaluationSeconds]
      return [timing.dataset, timing.model, timing.arm].map(MarkdownText.escaped)
        + ["\(timing.trials)"] + seconds.map { $0.map { NumberText.fixed($0, 2) } ?? "-" }
    }
    let columns =
      ["dataset", "model", "arm", "trials", "training, s"]
      + (isShared ? ["attributed, s"] : []) + ["evaluation, s"]
    let explanation =
      isShared
      ? [
        "",
        "Training is counted as if each trial were trained alone; what is attributed counts a "
          + "stretch that several trials share in equal parts, and adds up to what was spent.",
      ] : []
    return ["## Timing", "", "Mean seconds of a completed trial; no verdict depends on them."]
      + explanation + [""] + MarkdownText.table(columns, rows, textColumns: 3)
  }
}
