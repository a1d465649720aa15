public import Core

/// Why a trial did not reach its end; a loss that stops being finite is an outcome, not an error.
public enum TrainingError: ReportableError, Equatable {
  /// It was asked to stop.
  case interrupted(step: Int, totalSteps: Int)
  /// A part of the dataset has nothing to train on or to score.
  case emptyPart(dataset: String, part: String)
  /// The trial whose mean weights are to multiply the learning rate recorded none, or too few.
  case unmatched(arm: String, found: Int, epochs: Int)
  /// The epoch is to be chosen on examples held out, and none are.
  case nothingHeldOut(dataset: String)

  /// What happened and what to do next.
  public var description: String {
    switch self {
    case .interrupted(let step, let totalSteps):
      "stopped at step \(step) of \(totalSteps); the same command trains this trial again"
    case .emptyPart(let dataset, let part):
      "\(dataset): the \(part) part has no examples; expected at least one; "
        + "correct the split in its manifest, or hold out less with validation in the suite"
    case .unmatched(let arm, let found, let epochs):
      "the learning rate matches arm \(arm), which recorded mean weights of \(found) epochs; "
        + "expected \(epochs); look whether its trial of this seed diverged"
    case .nothingHeldOut(let dataset):
      "\(dataset): selection is best-validation and no example is held out; expected a share that is "
        + "at least one example; write validation in the suite, such as 0.1, or more"
    }
  }
}
