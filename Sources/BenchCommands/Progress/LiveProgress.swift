import Experiments

/// Progress for a terminal: a line for each worker and one for all, written over as time passes.
///
/// Finished trials scroll away above, in the same words as in a log.
final class LiveProgress: RunObserver {
  /// Lines are never wider, so that they do not wrap on a common terminal.
  static let width = 79

  private let write: (String) -> Void
  private var shownLines = 0

  /// Creates a display that writes through a closure.
  init(write: @escaping (String) -> Void) { self.write = write }

  func began(_ outline: RunOutline) { write(ProgressText.opening(outline) + "\n") }

  func finished(_ trial: FinishedTrial, _ snapshot: RunSnapshot) {
    write(erasure() + ProgressText.line(trial, snapshot) + "\n")
  }

  func progressed(_ snapshot: RunSnapshot) {
    let lines = snapshot.workers.compactMap { $0.map(Self.line) } + [Self.total(snapshot)]
    write(erasure() + lines.map { $0 + "\n" }.joined())
    shownLines = lines.count
  }

  func ended() { write(erasure()) }

  func noted(_ text: String) { write(erasure() + "bench: \(text)\n") }

  /// Moves to the first line shown and clears everything below.
  private func erasure() -> String {
    defer { shownLines = 0 }
    return shownLines == 0 ? "" : "\u{1B}[\(shownLines)A\r\u{1B}[J"
  }

  static func line(_ trial: RunSnapshot.Trial) -> String {
    let fraction = Double(trial.finishedSteps) / Double(max(1, trial.trial.stepCount))
    let bar = "  \(bar(fraction)) \(percent(fraction))  "
    let sharers = trial.sharerCount == 0 ? "" : " and \(trial.sharerCount) more"
    return bar + shortened(trial.trial.title, to: width - bar.count - sharers.count) + sharers
  }

  static func total(_ snapshot: RunSnapshot) -> String {
    var text = "  \(bar(snapshot.doneFraction)) \(percent(snapshot.doneFraction))  "
    text += "\(snapshot.finishedCount) of \(ProgressText.count(snapshot.totalCount, "trial"))"
    if let remaining = snapshot.remaining {
      text += ", \(ProgressText.duration(remaining)) left"
    }
    return shortened(text, to: width)
  }

  /// Twenty blocks, as many filled as the fraction says.
  static func bar(_ fraction: Double) -> String {
    let filled = Int((20 * min(1, max(0, fraction))).rounded(.down))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
  }

  /// A share of at most four columns and a sign.
  static func percent(_ fraction: Double) -> String {
    let text = String(Int((100 * fraction).rounded(.down)))
    return String(repeating: " ", count: max(0, 3 - text.count)) + text + " %"
  }

  private static func shortened(_ text: String, to width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }
}
