import Experiments

/// The table of `bench list runs`.
enum RunTable {
  /// Returns a line for each run, or one that says there are none.
  static func text(_ runs: [RunSummary], below folder: String) -> String {
    guard !runs.isEmpty else { return "no runs in \(folder); `bench run` makes one\n" }
    let header = ["folder", "suite", "recorded", "failed", "last trial started"]
    let rows = runs.map { run in
      [
        run.folder, run.suite ?? "-", "\(run.recordedCount) of \(run.plannedCount)",
        "\(run.failedCount)", run.lastStartedAt ?? "-",
      ]
    }
    return TextTable.text([header] + rows)
      + runs.compactMap(\.problem).map { "! \($0)\n" }.joined()
  }
}
