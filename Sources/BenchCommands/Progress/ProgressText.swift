import Experiments
import Foundation
import Records

/// Progress in words.
enum ProgressText {
  /// Returns one line for a trial that has ended, such as
  /// `[3/12] mnist × cnn-small, mixed, seed 2: 99.12 % in 34 s`.
  static func line(_ finished: FinishedTrial, _ snapshot: RunSnapshot) -> String {
    let place = "[\(snapshot.finishedCount)/\(snapshot.totalCount)]"
    return "\(place) \(finished.trial.title): \(outcome(finished.result))"
  }

  /// Returns what a run is about to do.
  static func opening(_ outline: RunOutline) -> String {
    let missing = outline.plannedCount - outline.reusedCount
    var text = "\(outline.suite): \(count(outline.plannedCount, "trial"))"
    if outline.reusedCount > 0 { text += ", \(outline.reusedCount) recorded before" }
    text += missing == 0 ? ", nothing to run" : ", \(missing) to run"
    if missing > 0 { text += ", \(outline.jobs) at a time" }
    return text + "; folder \(outline.folder)"
  }

  /// Returns a count with its noun.
  static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// Returns a duration with the precision that people care for, such as `2 min 05 s`.
  static func duration(_ duration: Duration) -> String {
    let seconds = Int(max(0, (duration / .seconds(1)).rounded()))
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min \(padded(seconds % 60)) s"
    default: return "\(seconds / 3600) h \(padded(seconds % 3600 / 60)) min"
    }
  }

  private static func padded(_ number: Int) -> String { String(format: "%02d", number) }

  private static func outcome(_ result: FinishedTrial.Result) -> String {
    switch result {
    case .failed(let reason): return "failed: \(reason)"
    case .recorded(let record):
      let time = String(format: "%.1f s", record.timing.totalSeconds)
      switch record.outcome {
      case .diverged(let step): return "diverged at step \(step) after \(time)"
      case .failed(_, let reason): return "failed: \(reason)"
      case .completed:
        // A tuning trial reads no test data.
        let scores = record.test ?? record.validation
        let accuracy = scores.map { String(format: "%.2f", 100 * $0.accuracy) } ?? "-"
        return "\(accuracy) %\(record.test == nil ? " held out" : "") in \(time)"
      }
    }
  }
}
