public import Core

/// Why records could not be compared.
public enum ReportError: ReportableError, Equatable {
  /// Two records claim to be the same trial.
  case duplicateTrial(trial: String, keys: [String])
  /// Trials of one dataset did not see the same bytes.
  case mixedData(dataset: String, digests: [String])
  /// Trials of one dataset and model differ in more than arm and seed.
  case mixedSettings(cell: String, setting: String, found: [String])
  /// A completed trial lacks scores, or one of them is not a number.
  case unusableScores(trial: String)
  /// The report's numbers could not be written as JSON.
  case cannotEncode(reason: String)
  /// No format has this id.
  case unknownFormat(id: String, known: [String])

  /// A mistake in what was asked for, if a format is unknown.
  public var kind: FailureKind {
    if case .unknownFormat = self { .usage } else { .failure }
  }

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .duplicateTrial(let trial, let keys):
      "\(trial): \(keys.count) records with keys \(Self.list(keys)); expected one; they come from "
        + "different versions or settings: remove one or choose another folder with --out"
    case .mixedData(let dataset, let digests):
      "\(dataset): trials saw different data, with digests \(Self.list(digests)); expected one; "
        + "run again into another folder with --out"
    case .mixedSettings(let cell, let setting, let found):
      "\(cell): trials differ in \(setting): \(found.joined(separator: ", ")); arms are compared "
        + "only under equal settings: run again into another folder with --out"
    case .unusableScores(let trial):
      "\(trial): marked completed, but its test scores are absent or not finite; delete its record "
        + "and run again"
    case .cannotEncode(let reason): "report: cannot be written as JSON: \(reason)"
    case .unknownFormat(let id, let known):
      "unknown report format \"\(id)\"; \(Suggestion.hint(for: id, in: known))"
    }
  }

  private static func list(_ digests: [String]) -> String {
    digests.map { String($0.prefix(12)) }.joined(separator: ", ")
  }
}
