public import Core

/// Why a run folder cannot be used.
public enum RunError: ReportableError, Equatable {
  /// The folder holds no run.
  case noRun(path: String)
  /// `run.json` is not whole.
  case damagedDescription(path: String)
  /// `run.json` is there and cannot be read.
  case unreadableDescription(path: String, reason: String)
  /// Another process runs trials in the folder.
  case busy(path: String)
  /// `run.json` was written by a later version.
  case newerDescription(path: String, found: Int, supported: Int)
  /// Runs are no parts of one run.
  case cannotJoin(path: String, first: String, reason: String)

  /// A folder that holds no run was named by mistake; everything else is the world's.
  public var kind: FailureKind {
    if case .noRun = self { .usage } else { .failure }
  }

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .noRun(let path):
      "\(path): found no run.json; expected the folder of a run, such as runs/default; "
        + "`bench run` makes one"
    case .damagedDescription(let path):
      "\(path): not a whole description of a run; the run command that made it writes it anew"
    case .unreadableDescription(let path, let reason):
      "\(path): cannot be read: \(reason); expected the description of a run; check the path and its "
        + "permissions"
    case .busy(let path):
      "\(path): another process runs trials in this folder; wait for its end or choose another "
        + "folder with --out"
    case .newerDescription(let path, let found, let supported):
      "\(path): format \(found); this version reads up to \(supported); update LossBench"
    case .cannotJoin(let path, let first, let reason):
      "\(path): cannot be joined with \(first): \(reason); expected parts of one suite with equal "
        + "settings"
    }
  }
}
