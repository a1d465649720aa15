import Core
import DataStore
import Experiments
import ResultStore

/// Errors as people read them.
enum ErrorText {
  /// Returns one line that begins with the program's name, or the mistakes of a file, a line each.
  ///
  /// Mistakes begin with the file and line they are about, so that editors can jump there.
  static func text(for error: any ReportableError) -> String {
    switch error {
    case SuiteError.mistakes, is ManifestError: error.description + "\n"
    case StoreError.conflicts: "bench: \(error.description)\n"
    default: "bench: \(error.description.split(separator: "\n").joined(separator: " "))\n"
    }
  }
}
