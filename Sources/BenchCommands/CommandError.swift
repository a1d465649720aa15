import Core

/// Why a command could not start.
enum CommandError: ReportableError, Equatable {
  /// An option names a folder that does not exist.
  case noFolder(option: String, path: String)
  /// Nothing in any registry has this id.
  case unknownId(id: String, known: [String])
  /// The first word is near to a command, and no suite's id.
  case unknownCommand(word: String, nearest: String)
  /// The run folder holds a run of another suite.
  case otherSuite(folder: String, found: String, expected: String)
  /// No file of these datasets is here.
  case missingDatasets(ids: [String])
  /// Standard output takes no more.
  case output(reason: String)

  /// A file that is not there and a full disk are no mistakes in what was asked for.
  var kind: FailureKind {
    switch self {
    case .missingDatasets, .output: .failure
    default: .usage
    }
  }

  var description: String {
    switch self {
    case .noFolder(let option, let path):
      "\(option) \(path): found no such folder; expected an existing one; check the path"
    case .unknownCommand(let word, let nearest):
      "there is no command or suite \"\(word)\"; did you mean `bench \(nearest)`?"
    case .otherSuite(let folder, let found, let expected):
      "\(folder): found a run of suite \(found); expected none or one of suite \(expected); "
        + "choose another folder with --out"
    case .missingDatasets(let ids):
      "\(ids.joined(separator: ", ")): found no files; expected those of the manifests in the cache "
        + "or the mirror; get them with: bench data fetch \(ids.joined(separator: " ")), or name a "
        + "folder that holds them as <dataset>/<file> with --mirror DIR"
    case .output(let reason):
      "standard output: cannot be written: \(reason); make room or send it elsewhere"
    case .unknownId(let id, let known):
      "nothing is called \"\(id)\"; "
        + (Suggestion.nearest(to: id, in: known).map { "did you mean \"\($0)\"?" }
          ?? "`bench list models`, `bench list losses` and so on show what there is")
    }
  }
}
