public import Core

/// Why a trial cannot be exported.
public enum ExportError: ReportableError, Equatable {
  /// The filters leave more than one trial; the filter names one of them as closely as filters can.
  case severalTrials(suite: String, count: Int, examples: [String], filter: String)
  /// The suite has no such seed.
  case noSeed(suite: String, seed: UInt64, count: Int)
  /// The trial has no weights worth keeping.
  case diverged(title: String, step: Int)
  /// Its settings are chosen by trials that are not all recorded.
  case notTuned(
    suite: String, path: String, missing: Int, count: Int, example: String, command: String)
  /// Its learning rate follows the record of another trial, which is not there.
  case notMatched(title: String, arm: String, seed: UInt64, path: String, command: String)

  /// Naming too little is a mistake in what was asked for; a diverged trial is a failure.
  public var kind: FailureKind {
    if case .diverged = self { .failure } else { .usage }
  }

  /// What is wrong and what to do next.
  public var description: String {
    switch self {
    case .severalTrials(let suite, let count, let examples, let filter):
      "suite \(suite): found \(count) trials, such as \(examples.joined(separator: " and ")); expected "
        + "one; name it, such as --only \(filter)"
    case .noSeed(let suite, let seed, let count):
      "suite \(suite): found no seed \(seed); expected 1 to \(count); --seed chooses one"
    case .diverged(let title, let step):
      "\(title): its loss stopped being finite at step \(step), so there are no weights to export; "
        + "choose another seed or arm"
    case .notTuned(let suite, let path, let missing, let count, let example, let command):
      "suite \(suite): settings are chosen by tuning trials, and \(path) lacks \(missing) of \(count), "
        + "such as \(example); `\(command)` trains them, and --run names another folder"
    case .notMatched(let title, let arm, let seed, let path, let command):
      "\(title): its learning rate follows arm \(arm), and \(path) has no record of that arm on seed "
        + "\(seed) with these settings; `\(command)` trains it, and --run names another folder"
    }
  }
}
