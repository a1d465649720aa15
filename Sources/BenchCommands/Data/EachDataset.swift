import ArgumentParser
import Core

/// Runs an action for each of several datasets; one that fails does not stop the others.
enum EachDataset {
  /// Runs the action in order and throws the exit code 1 if it failed for any.
  ///
  /// A mistake in what was asked for ends it at once.
  static func perform(_ ids: [String], _ action: (String) throws -> Void) throws {
    var failedCount = 0
    for id in ids {
      do {
        try action(id)
      } catch let error as any ReportableError where ids.count > 1 && error.kind == .failure {
        StandardError.write(ErrorText.text(for: error))
        failedCount += 1
      }
    }
    guard failedCount > 0 else { return }
    StandardError.note("\(failedCount) of \(ProgressText.count(ids.count, "dataset")) failed")
    throw ExitCode.failure
  }
}
