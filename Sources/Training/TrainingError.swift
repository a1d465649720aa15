public import Core

/// Why a trial did not reach its end; a loss that stops being finite is an outcome, not an error.
public enum TrainingError: ReportableError, Equatable {
  /// It was asked to stop.
  case interrupted(step: Int, totalSteps: Int)
  /// A part of the dataset has nothing to train on or to score.
  case emptyPart(dataset: String, part: String)

  /// What happened and what to do next.
  public var description: String {
    switch self {
    case .interrupted(let step, let totalSteps):
      "stopped at step \(step) of \(totalSteps); the same command trains this trial again"
    case .emptyPart(let dataset, let part):
      "\(dataset): the \(part) part has no examples; expected at least one; "
        + "correct the split in its manifest"
    }
  }
}
