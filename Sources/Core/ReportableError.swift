/// Whose mistake an error is, which decides the exit code.
public enum FailureKind: Sendable {
  /// What was asked for cannot be understood: exit code 64.
  case usage
  /// The world disagreed (a file, a digest, a library): exit code 1.
  case failure
}

/// An error that speaks to its reader in one line.
///
/// `description` reads *subject: what was found; what was expected; what to do next*, with the file
/// or id and the command to run.
public protocol ReportableError: Error, CustomStringConvertible, Sendable {
  /// Whose mistake it is.
  var kind: FailureKind { get }
}

extension ReportableError {
  /// A failure of the world, unless a module says otherwise.
  public var kind: FailureKind { .failure }
}
