import Core
import Experiments
import Records

/// Writes the event file of each trial as it finishes, and lets another observer show progress.
final class TensorBoardProgress: RunObserver {
  private let folder: TensorBoardFolder
  private let other: any RunObserver
  /// Told once when a file cannot be written; training goes on.
  private let complain: (String) -> Void
  private var hasComplained = false

  init(_ folder: TensorBoardFolder, _ other: any RunObserver, complain: @escaping (String) -> Void)
  {
    self.folder = folder
    self.other = other
    self.complain = complain
  }

  func began(_ outline: RunOutline) { other.began(outline) }

  func finished(_ trial: FinishedTrial, _ snapshot: RunSnapshot) {
    if case .recorded(let record) = trial.result, !hasComplained {
      do {
        try folder.write(record)
      } catch {
        hasComplained = true
        complain(
          "\(error.description); no more event files are written; "
            + "`bench tensorboard` writes them later")
      }
    }
    other.finished(trial, snapshot)
  }

  func progressed(_ snapshot: RunSnapshot) { other.progressed(snapshot) }

  func ended() { other.ended() }

  func noted(_ text: String) { other.noted(text) }
}
