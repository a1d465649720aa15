public import Core

/// Why a trial cannot be exported.
public enum ExportError: ReportableError, Equatable {
  /// The filters leave more than one trial.
  case severalTrials(suite: String, count: Int, examples: [String])
  /// The suite has no such seed.
  case noSeed(suite: String, seed: UInt64, count: Int)
  /// The trial has no weights worth keeping.
  case diverged(title: String, step: Int)

  /// Naming too little is a mistake in what was asked for; a diverged trial is a failure.
  public var kind: FailureKind {
    if case .diverged = self { .failure } else { .usage }
  }

  /// What is wrong and what to do next.
  public var description: String {
    switch self {
    case .severalTrials(let suite, let count, let examples):
      "suite \(suite): found \(count) trials, such as \(examples.joined(separator: " and ")); expected "
        + "one; name it with --only dataset=ID,model=ID,arm=ID"
    case .noSeed(let suite, let seed, let count):
      "suite \(suite): found no seed \(seed); expected 1 to \(count); --seed chooses one"
    case .diverged(let title, let step):
      "\(title): its loss stopped being finite at step \(step), so there are no weights to export; "
        + "choose another seed or arm"
    }
  }
}
