import Core
import Foundation
import GRDB

/// Opens the file of a store.
enum StoreFile {
  /// Seconds that a process waits for another one to finish a write.
  static let patience = 60

  /// Opens a store for writing, and creates it where there is none.
  ///
  /// Write-ahead logging lets reports read while a run writes. `synchronous = FULL` flushes the log
  /// at each commit, so that a record which is stored survives a loss of power.
  static func openForWriting(_ url: URL) throws(StoreError) -> DatabaseQueue {
    try access(url) {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      let queue = try DatabaseQueue(path: url.path, configuration: configuration())
      // Nothing is written before it is known that the file is ours to write.
      try queue.read { try check($0, path: url.path) }
      try prepare(queue)
      return queue
    }
  }

  /// Switches logging on and creates the tables; processes that start together wait for each other.
  private static func prepare(_ queue: DatabaseQueue) throws {
    for attempt in 1... {
      do {
        try queue.inDatabase { db in
          // SQLite does not wait by itself while another process switches.
          try db.execute(sql: "PRAGMA journal_mode = WAL")
          try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        let migrator = StoreSchema.migrator()
        if try !queue.inDatabase({ try migrator.hasCompletedMigrations($0) }) {
          try migrator.migrate(queue)
        }
        return
      } catch let error as DatabaseError
        where [.SQLITE_BUSY, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode)
        && attempt < 50
      {
        Thread.sleep(forTimeInterval: 0.02 * Double(min(attempt, 20)))
      }
    }
  }

  /// Opens a store for reading; nil when there is none, or none yet.
  static func openForReading(_ url: URL) throws(StoreError) -> DatabaseQueue? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try access(url) {
      do {
        return try openAsItIs(url)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
        // A process that was killed while it wrote left a journal, which only a writer may undo.
        let writer = try DatabaseQueue(path: url.path, configuration: configuration())
        try writer.read { try check($0, path: url.path) }
        try writer.close()
        return try openAsItIs(url)
      }
    }
  }

  /// Opens a store whose last write was finished or undone.
  private static func openAsItIs(_ url: URL) throws -> DatabaseQueue? {
    var configuration = configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: url.path, configuration: configuration)
    return try queue.read { db in
      try check(db, path: url.path)
      if try StoreSchema.migrator().hasCompletedMigrations(db) { return queue }
      // A process that was killed while it created the file leaves one without tables.
      guard try !db.tableExists("trial") else { throw StoreError.olderVersion(path: url.path) }
      return nil
    }
  }

  /// Runs a body and says in our words what it throws.
  static func access<Result>(
    _ url: URL, _ body: () throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try body()
    } catch {
      throw diagnosed(StoreError(error, path: url.path), url)
    }
  }

  /// SQLite gives many causes the same code; the file system tells them apart.
  private static func diagnosed(_ error: StoreError, _ url: URL) -> StoreError {
    guard case .refused = error else { return error }
    let files = FileManager.default
    let folder = url.deletingLastPathComponent().path
    if files.fileExists(atPath: folder), !files.isWritableFile(atPath: folder) {
      return .readOnly(path: url.path)
    }
    let free = (try? files.attributesOfFileSystem(forPath: folder))?[.systemFreeSize] as? NSNumber
    return free.map { $0.int64Value < 1 << 16 } == true ? .full(path: url.path) : error
  }

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(TimeInterval(patience))
    configuration.foreignKeysEnabled = false
    return configuration
  }

  /// Refuses files of other programs and of later versions, in one view of the file.
  private static func check(_ db: Database, path: String) throws {
    let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    // A file that is being created holds the list of its migrations before anything else.
    let tables =
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
    guard tables == 0 || id == StoreSchema.applicationID else {
      throw StoreError.foreign(path: path)
    }
    let migrator = StoreSchema.migrator()
    let known = migrator.migrations
    let later = try migrator.appliedIdentifiers(db).filter { !known.contains($0) }
    if let found = later.sorted().last { throw StoreError.newerVersion(path: path, found: found) }
  }
}
