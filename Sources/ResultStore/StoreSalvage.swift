import Core
import Foundation
import GRDB
import Records

/// Takes what is whole out of a file with damaged pages.
enum StoreSalvage {
  /// Gives the damaged file another name and puts a new one with its whole records in its place.
  static func replace(
    _ file: URL, reason: String, notify: @escaping @Sendable (StoreNote) -> Void
  ) throws(StoreError) {
    try StoreFile.access(file) {
      let kept = try setAside(file)
      let records = wholeRecords(of: kept)
      let store = try ResultStore(file: file, notify: notify)
      try store.store(contentsOf: records)
      notify(
        .salvaged(
          path: file.relativePath, count: records.count, kept: kept.relativePath, reason: reason))
    }
  }

  /// Returns every record that can still be read and has its seal.
  ///
  /// Whole records stand in a table of their own; they are asked for one by one, because a scan
  /// ends at the first damaged page.
  static func wholeRecords(of file: URL) -> [TrialRecord] {
    guard let queue = try? DatabaseQueue(path: file.path) else { return [] }
    // No record takes less than 64 bytes.
    let bytes = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
    return queue.inDatabase { db in
      let last = (try? Int.fetchOne(db, sql: "SELECT max(id) FROM record")) ?? nil
      var records: [TrialRecord] = []
      for id in 1...max(1, last ?? bytes / 64) {
        let row = try? Row.fetchOne(
          db, sql: "SELECT \(SealedTrial.selection) FROM record WHERE id = ?", arguments: [id])
        guard let row else { continue }
        var reader = ColumnReader(row)
        if let sealed = try? SealedTrial(&reader), sealed.isWhole,
          let record = try? sealed.record(path: file.relativePath)
        {
          records.append(record)
        }
      }
      return records
    }
  }

  /// Renames the file and its log, beside any earlier ones of the same name.
  private static func setAside(_ file: URL) throws -> URL {
    let folder = file.deletingLastPathComponent()
    var name = "\(file.lastPathComponent).damaged"
    var attempt = 2
    while FileManager.default.fileExists(atPath: folder.appending(path: name).path) {
      name = "\(file.lastPathComponent).damaged-\(attempt)"
      attempt += 1
    }
    for suffix in ["-wal", "-shm", ""] {
      let source = folder.appending(path: file.lastPathComponent + suffix)
      guard FileManager.default.fileExists(atPath: source.path) else { continue }
      try FileManager.default.moveItem(at: source, to: folder.appending(path: name + suffix))
    }
    return folder.appending(path: name)
  }
}
