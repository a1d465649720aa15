import Core
public import Foundation
import GRDB
public import Records

/// The finished trials of a run folder, in one SQLite file that several processes may write.
///
/// A trial is one transaction, flushed to disk before ``store(_:)`` returns: a process killed at
/// any moment leaves whole records and nothing else. A damaged record is never used and never
/// deleted: it is reported by name and set aside, and its trial counts as missing.
public final class ResultStore: TrialSink {
  /// The file's name in a run folder.
  public static let fileName = "results.sqlite"

  /// The file.
  public let file: URL
  private let queue: DatabaseQueue
  private let notify: @Sendable (StoreNote) -> Void

  /// Opens the store of a run folder; both are created where they are missing.
  ///
  /// Records that an earlier version kept as JSON files are taken over, once. A file with damaged
  /// pages is replaced by one with every record that is whole. Temporary files of processes that
  /// were killed are removed from the folder.
  ///
  /// - Parameters:
  ///   - folder: the run folder.
  ///   - notify: told what people should know.
  /// - Throws: ``StoreError`` when the file is not ours, too new, or refused.
  public convenience init(
    at folder: URL, notify: @escaping @Sendable (StoreNote) -> Void
  ) throws(StoreError) {
    AtomicFile.removeLeftovers(in: folder)
    let file = folder.appending(path: Self.fileName)
    do throws(StoreError) {
      try self.init(file: file, notify: notify)
      try setDamagedAside()
    } catch .damaged(_, let reason) {
      try StoreSalvage.replace(file, reason: reason, notify: notify)
      try self.init(file: file, notify: notify)
    }
    try takeOver(JSONRecordFolder(ofRun: folder))
  }

  /// Opens or creates a file as it is.
  init(file: URL, notify: @escaping @Sendable (StoreNote) -> Void) throws(StoreError) {
    self.file = file
    self.notify = notify
    queue = try StoreFile.openForWriting(file)
  }

  /// Returns the keys of the stored records.
  public func keys() throws(StoreError) -> Set<String> {
    try StoreFile.access(file) {
      try queue.read { try String.fetchSet($0, sql: "SELECT key FROM trial") }
    }
  }

  /// Returns the record of this key, or nil when it is missing or damaged.
  ///
  /// - Throws: ``StoreError`` when the file cannot be read or the record comes from a later version.
  public func record(forKey key: String) throws(StoreError) -> TrialRecord? {
    try StoreFile.access(file) {
      var found: StoreRows.Stored?
      try queue.read { db in
        try StoreRows.forEach(db, where: ("trial.key = ?", [key]), isWhole: true) { found = $0 }
      }
      guard let found else { return nil }
      guard found.row != nil, let sealed = found.sealed else {
        try setAside([found])
        return nil
      }
      return try sealed.record(path: file.relativePath)
    }
  }

  /// Stores a finished trial; when it returns, the record survives a crash and a loss of power.
  ///
  /// A record of the same key is replaced, unless that one completed and this one did not.
  ///
  /// - Throws: ``StoreError``; nothing is left behind.
  public func store(_ record: TrialRecord) throws(StoreError) { try store(contentsOf: [record]) }

  /// Stores trials in one transaction: all of them or none.
  ///
  /// - Throws: ``StoreError``; nothing is left behind.
  public func store(contentsOf records: [TrialRecord]) throws(StoreError) {
    try StoreFile.access(file) {
      let sealed = try records.map { try SealedTrial($0) }
      try queue.write { db in
        var facts = SharedFactWriter()
        for (record, sealed) in zip(records, sealed) {
          let row = try TrialRow(record, links: try facts.links(of: record, db))
          let known = try Row.fetchOne(
            db, sql: "SELECT id, outcome FROM trial WHERE key = ?", arguments: [record.key])
          if let known {
            let outcome = try known.decode(String.self, atIndex: 1)
            if outcome == "completed" && row.outcome != outcome { continue }
            try StoreRows.delete(id: try known.decode(Int64.self, atIndex: 0), db)
          }
          try StoreRows.insert(row, sealed, db)
        }
      }
    }
  }

  /// Changes the file in one transaction.
  func write(_ body: (Database) throws -> Void) throws(StoreError) {
    try StoreFile.access(file) { try queue.write(body) }
  }

  /// Closes the file; nothing can be read or written through this store afterwards.
  ///
  /// Unless another process has it open, all that remains is one file that can be copied.
  public func close() {
    // Readers of a file that nobody writes then need no lock files beside it.
    try? queue.inDatabase { db in
      try db.execute(sql: "PRAGMA busy_timeout = 0")
      try db.execute(sql: "PRAGMA journal_mode = DELETE")
    }
    try? queue.close()
  }

  /// Checks every record, and sets aside those that are not whole.
  private func setDamagedAside() throws(StoreError) {
    try StoreFile.access(file) {
      var damaged: [StoreRows.Stored] = []
      try queue.read { db in
        // The sums below cover values; this covers the pages of indexes, which they do not read.
        let fault = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "ok"
        guard fault == "ok" else {
          throw StoreError.damaged(
            path: file.path, reason: fault.split(separator: "\n").joined(separator: " "))
        }
        let facts = try SharedFacts(db)
        try StoreRows.forEach(db, isWhole: true) { stored in
          if stored.sealed == nil || !facts.areWhole(for: stored.row) { damaged.append(stored) }
        }
      }
      try setAside(damaged)
    }
  }

  private func setAside(_ damaged: [StoreRows.Stored]) throws {
    guard !damaged.isEmpty else { return }
    try queue.write { db in
      let facts = try SharedFacts(db)
      for stored in damaged {
        let name = StoreRows.title(stored, facts)
        try db.execute(
          sql: """
            INSERT INTO damaged (foundAt, name, reason, json, predictions)
            SELECT ?, ?, ?, json, predictions
            FROM (SELECT 1) LEFT JOIN record ON record.id = ?
            """,
          arguments: [
            Date.now.formatted(.iso8601), name, stored.damage, stored.id,
          ])
        try StoreRows.delete(id: stored.id, db)
        notify(
          .damaged(
            path: file.relativePath, trial: name, reason: stored.damage, isSetAside: true))
      }
    }
  }

  /// Stores the records of an earlier version that are not here yet.
  private func takeOver(_ folder: JSONRecordFolder) throws(StoreError) {
    guard folder.isPresent else { return }
    do {
      let known = try keys()
      let records = try folder.records(notify: notify)
      try store(contentsOf: records.filter { !known.contains($0.key) })
      let kept = try folder.setAside()
      notify(
        .imported(
          count: records.count, from: folder.folder.relativePath, kept: kept.relativePath))
    } catch {
      throw StoreError(error, path: file.relativePath)
    }
  }
}
