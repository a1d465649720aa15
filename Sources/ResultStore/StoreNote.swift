/// Something that people should know about a store, though nothing stops for it.
public enum StoreNote: Hashable, Sendable, CustomStringConvertible {
  /// A record is not whole; its trial counts as missing.
  case damaged(path: String, trial: String, reason: String, isSetAside: Bool)
  /// A file of JSON of an earlier version is not a whole record.
  case damagedFile(reason: String)
  /// Records of an earlier version were taken over.
  case imported(count: Int, from: String, kept: String)
  /// A damaged file was replaced by what was whole in it.
  case salvaged(path: String, count: Int, kept: String, reason: String)

  /// The note in one line.
  public var description: String {
    switch self {
    case .damaged(let path, let trial, let reason, let isSetAside):
      "\(path): \(trial): \(reason); "
        + (isSetAside
          ? "set aside in the table \"damaged\", and the trial is computed again"
          : "it is not used, and the same run command computes the trial again")
    case .damagedFile(let reason): reason
    case .imported(let count, let from, let kept):
      "took over \(count) record\(count == 1 ? "" : "s") of an earlier version from \(from); "
        + "the files are now in \(kept), which may be deleted"
    case .salvaged(let path, let count, let kept, let reason):
      "\(path): damaged (\(reason)); \(count) whole record\(count == 1 ? "" : "s") kept, the rest "
        + "is computed again; the damaged file is now \(kept)"
    }
  }
}
