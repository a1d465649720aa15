public import Core
public import DataStore

/// Why a suite cannot be used.
public enum SuiteError: ReportableError, Equatable {
  /// The file holds mistakes: all of them, in the order of their lines.
  case mistakes(path: String, [YAMLMistake])
  /// No suite of the folder has this id.
  case unknown(id: String, known: [String])
  /// The file is absent or refuses to be read.
  case unreadable(path: String, reason: String)
  /// A filter names a part that suites do not have.
  case unknownFilter(name: String, known: [String])
  /// A filter is not of the form `name=value`.
  case malformedFilter(text: String)
  /// A filter's value names nothing in the suite.
  case unknownFilterValue(suite: String, name: String, value: String, known: [String])
  /// Examples that are no pictures cannot be changed like pictures.
  case notPictures(suite: String, dataset: String, domain: DatasetDomain)
  /// A share that is held out leaves nothing to train on, or nothing to judge by.
  case uselessShare(suite: String, dataset: String, share: Double, heldOut: Int, count: Int)
  /// The filters leave no trial.
  case nothingSelected(suite: String)

  /// Suites are written by hand: a mistake in what was asked for.
  public var kind: FailureKind { .usage }

  /// One line, or one for each mistake of a file.
  public var description: String {
    switch self {
    case .mistakes(let path, let mistakes):
      mistakes.map { "\(path):\($0.line): \($0.text)" }.joined(separator: "\n")
    case .unknown(let id, let known):
      "unknown suite \"\(id)\"; \(Suggestion.hint(for: id, in: known))"
        + (Suggestion.nearest(to: id, in: known) == nil
          ? "; a file of your own is named by its path, such as ./my-suite.yaml" : "")
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason); expected a suite file; check the path"
    case .unknownFilter(let name, let known):
      "--only \(name)=…: unknown part \"\(name)\"; \(Suggestion.hint(for: name, in: known))"
    case .malformedFilter(let text):
      "--only: found \"\(text)\"; expected name=value, such as --only dataset=iris,arm=mixed"
    case .unknownFilterValue(let suite, let name, let value, let known):
      "--only \(name)=\(value): suite \(suite) has no \(name) \"\(value)\"; "
        + Suggestion.hint(for: value, in: known)
    case .notPictures(let suite, let dataset, let domain):
      "suite \(suite): found an augmentation for \(dataset), which holds \(domain.rawValue); "
        + "expected images; write augmentation in the tasks with pictures, or augmentation: none "
        + "in this one"
    case .uselessShare(let suite, let dataset, let share, let heldOut, let count):
      "suite \(suite): validation \(share) holds out \(heldOut) of the \(count) training examples of "
        + "\(dataset); expected at least 1 and not all; choose another share"
    case .nothingSelected(let suite):
      "--only: no trial of suite \(suite) matches all filters; "
        + "`bench run \(suite) --dry-run` lists them"
    }
  }
}
