import Experiments

/// Progress for logs: one line for each finished trial.
struct PlainProgress: RunObserver {
  /// Where lines go.
  let write: (String) -> Void

  func began(_ outline: RunOutline) { write(ProgressText.opening(outline) + "\n") }

  func finished(_ trial: FinishedTrial, _ snapshot: RunSnapshot) {
    write(ProgressText.line(trial, snapshot) + "\n")
  }

  func progressed(_ snapshot: RunSnapshot) {}

  func ended() {}

  func noted(_ text: String) { write("bench: \(text)\n") }
}
