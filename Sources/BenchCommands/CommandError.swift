import Core

/// Why a command could not start.
enum CommandError: ReportableError, Equatable {
  /// An option names a folder that does not exist.
  case noFolder(option: String, path: String)
  /// Nothing in any registry has this id.
  case unknownId(id: String, known: [String])

  var kind: FailureKind { .usage }

  var description: String {
    switch self {
    case .noFolder(let option, let path):
      "\(option) \(path): found no such folder; expected an existing one; check the path"
    case .unknownId(let id, let known):
      "nothing is called \"\(id)\"; "
        + (Suggestion.nearest(to: id, in: known).map { "did you mean \"\($0)\"?" }
          ?? "`bench list` shows what there is")
    }
  }
}
