import Core
import Foundation
import GRDB
import Records

/// Takes what is whole out of a file with damaged pages.
enum StoreSalvage {
  /// Puts a file with the whole records in the place of a damaged one, which gets another name.
  ///
  /// The damaged file stays where it is until the new one is complete, so that a process which is killed
  /// meanwhile, or finds no room, leaves no less than it found.
  static func replace(
    _ file: URL, reason: String, notify: @escaping @Sendable (StoreNote) -> Void
  ) throws(StoreError) {
    try StoreFile.access(file) {
      let kept = try keep(file)
      let new = file.deletingLastPathComponent().appending(
        path: ".\(file.lastPathComponent).salvage")
      do {
        try remove(new)
        let records = wholeRecords(of: kept)
        let store = try ResultStore(file: new, notify: notify)
        do {
          defer { store.close() }
          try store.store(contentsOf: records)
        }
        try AtomicFile.rename(new, to: file)
        notify(
          .salvaged(
            path: file.relativePath, count: records.count, kept: kept.relativePath,
            reason: reason))
      } catch {
        try? remove(new)
        try putBack(kept, as: file)
        if case StoreError.full = error { throw StoreError.full(path: file.path) }
        throw error
      }
    }
  }

  /// Returns every record that can still be read and has its seal.
  ///
  /// Whole records stand in a table of their own; they are asked for one by one, because a scan
  /// ends at the first damaged page.
  static func wholeRecords(of file: URL) -> [TrialRecord] {
    guard let queue = try? DatabaseQueue(path: file.path) else { return [] }
    let bytes = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
    return queue.inDatabase { db in
      var records: [TrialRecord] = []
      for id in numbers(db, bytes: bytes) {
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

  /// The numbers that rows may have: those for which the bytes have room, and larger ones that are found.
  ///
  /// A number that damage made huge is one more, and no reason to count up to it.
  private static func numbers(_ db: Database, bytes: Int) -> [Int64] {
    let most = Int64(max(1, bytes / 64))  // No record takes less than 64 bytes.
    var larger: Set<Int64> = []
    for order in ["ASC", "DESC"] {  // Each ends at the first damaged page.
      let found = try? Int64.fetchCursor(
        db, sql: "SELECT id FROM record WHERE id > ? ORDER BY id \(order)", arguments: [most])
      while let found, let id = (try? found.next()) ?? nil { larger.insert(id) }
    }
    let last = (try? Int64.fetchOne(db, sql: "SELECT max(id) FROM record")) ?? nil
    return Array(1...max(1, min(last ?? most, most))) + larger.sorted()
  }

  private static let companions = ["-wal", "-shm", "-journal"]

  /// Gives a damaged file a second name, beside those of any earlier ones, and its log that name alone.
  private static func keep(_ file: URL) throws -> URL {
    var kept = URL(filePath: "\(file.path).damaged")
    var attempt = 2
    while FileManager.default.fileExists(atPath: kept.path) {
      kept = URL(filePath: "\(file.path).damaged-\(attempt)")
      attempt += 1
    }
    do {
      try FileManager.default.linkItem(at: file, to: kept)
    } catch {
      // A file system without links.
      try FileManager.default.moveItem(at: file, to: kept)
    }
    try moveCompanions(of: file, to: kept)
    return kept
  }

  private static func putBack(_ kept: URL, as file: URL) throws {
    try moveCompanions(of: kept, to: file)
    try AtomicFile.rename(kept, to: file)
    // Two names of one file: renaming one to the other changes nothing.
    try? FileManager.default.removeItem(at: kept)
  }

  private static func moveCompanions(of file: URL, to other: URL) throws {
    for suffix in companions {
      let source = URL(filePath: file.path + suffix)
      guard FileManager.default.fileExists(atPath: source.path) else { continue }
      try FileManager.default.moveItem(at: source, to: URL(filePath: other.path + suffix))
    }
  }

  private static func remove(_ file: URL) throws {
    for suffix in companions + [""] {
      let path = file.path + suffix
      guard FileManager.default.fileExists(atPath: path) else { continue }
      try FileManager.default.removeItem(atPath: path)
    }
  }
}
