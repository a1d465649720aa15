public import Core
import GRDB
public import Records

/// Why a store of results could not be read or written.
public enum StoreError: ReportableError, Equatable {
  /// The file is no SQLite database.
  case notADatabase(path: String)
  /// The file is a database, but of another program.
  case foreign(path: String)
  /// The file was written by a later version.
  case newerVersion(path: String, found: String)
  /// The file was written by an earlier version and has not been brought up to date.
  case olderVersion(path: String)
  /// Pages of the file are damaged.
  case damaged(path: String, reason: String)
  /// The file or its folder may not be written.
  case readOnly(path: String)
  /// There is no room for another record.
  case full(path: String)
  /// Another process held the file for longer than this one waits.
  case busy(path: String, seconds: Int)
  /// The file system refused in another way.
  case refused(path: String, reason: String)
  /// Records of the same trials differ in more than their times.
  case conflicts([StoreMerge.Conflict], count: Int)
  /// A record is not whole, or cannot be written.
  case record(Records.RecordError)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .notADatabase(let path):
      "\(path): not a store of results: its first bytes are not SQLite's; move the file away, or "
        + "choose another folder with --out"
    case .foreign(let path):
      "\(path): a database of another program; expected a store of results; move the file away, or "
        + "choose another folder with --out"
    case .newerVersion(let path, let found):
      "\(path): written by a later version, with layout \"\(found)\"; this version reads up to "
        + "\"\(StoreSchema.currentVersion)\"; update LossBench or choose another folder with --out"
    case .olderVersion(let path):
      "\(path): written by an earlier version; the run command that made it brings it up to date"
    case .damaged(let path, let reason):
      "\(path): damaged: \(reason); the run command that made it keeps every whole record and "
        + "computes the rest again"
    case .readOnly(let path):
      "\(path): may not be written; check the permissions of the file and of its folder, or choose "
        + "another folder with --out"
    case .full(let path):
      "\(path): the disk is full; finished trials are kept; make room, and the same command goes on"
    case .busy(let path, let seconds):
      "\(path): another process has held it for \(seconds) s; end that process, or try again"
    case .refused(let path, let reason):
      "\(path): \(reason); check the folder, or choose another one with --out"
    case .conflicts(let conflicts, let count): Self.text(conflicts, count: count)
    case .record(let error): error.description
    }
  }

  /// A line for each conflict, after one that says what they are.
  private static func text(_ conflicts: [StoreMerge.Conflict], count: Int) -> String {
    var lines = [
      "\(count) trial\(count == 1 ? "" : "s") recorded differently in two stores; expected equal "
        + "records, times aside; nothing was written: leave one of the stores out, or run the "
        + "trials again"
    ]
    lines += conflicts.map { conflict in
      "  \(conflict.trial): \(conflict.fields.joined(separator: ", ")) "
        + "(\(conflict.paths.joined(separator: " and ")))"
    }
    if count > conflicts.count { lines.append("  and \(count - conflicts.count) more") }
    return lines.joined(separator: "\n")
  }

  /// Says in this module's words what a database or a coder threw.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as StoreError: self = error
    case let error as Records.RecordError: self = .record(error)
    case let error as DatabaseError: self.init(error, path: path)
    default: self = .refused(path: path, reason: FileError.reason(error))
    }
  }

  private init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_NOTADB: self = .notADatabase(path: path)
    case .SQLITE_CORRUPT: self = .damaged(path: path, reason: error.message ?? "malformed")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path)
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_BUSY: self = .busy(path: path, seconds: StoreFile.patience)
    default: self = .refused(path: path, reason: error.message ?? "\(error.resultCode)")
    }
  }
}
