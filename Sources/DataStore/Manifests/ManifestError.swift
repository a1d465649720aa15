public import Core

/// Every mistake of one manifest, a line each.
public struct ManifestError: ReportableError, Equatable {
  /// The manifest's path.
  public let path: String
  /// The mistakes in the order of their lines.
  public let mistakes: [YAMLMistake]

  /// Creates an error.
  public init(path: String, mistakes: [YAMLMistake]) {
    self.path = path
    self.mistakes = mistakes
  }

  /// A manifest is written by hand, so its mistakes are mistakes of what was asked for.
  public var kind: FailureKind { .usage }

  /// One line for each mistake, with file and line.
  public var description: String {
    mistakes.map { "\(path):\($0.line): \($0.text)" }.joined(separator: "\n")
  }
}
