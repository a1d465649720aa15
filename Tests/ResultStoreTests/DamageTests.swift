import Core
import Foundation
import GRDB
import Records
import TestSupport
import Testing

@testable import ResultStore

@Suite("Damaged and foreign stores") struct DamageTests {
  /// Stores three records, tampers with the file, and returns the folder.
  private func withStore(_ sql: String, _ body: (URL, [TrialRecord]) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let records = (1...3).map { makeRecord(seed: $0) }
      let store = try quietStore(folder)
      try store.store(contentsOf: records)
      store.close()
      try tamper(folder, sql)
      try body(folder, records)
    }
  }

  @Test(
    "a changed value is reported by name, set aside, and its trial is missing",
    arguments: [
      "UPDATE trial SET testAccuracy = testAccuracy + 1e-9 WHERE seed = 2",
      "UPDATE trial SET seed = 7 WHERE seed = 2",
      "UPDATE trial SET outcome = 'better' WHERE seed = 2",
      "UPDATE record SET json = replace(json, '\"format\"', '\"farmot\"') WHERE id = 2",
      "UPDATE record SET predictions = x'0101' WHERE id = 2",
      "DELETE FROM record WHERE id = 2",
    ])
  func changedValue(sql: String) throws {
    try withStore(sql) { folder, records in
      let reading = Notes()
      let before = try Data(contentsOf: folder.appending(path: ResultStore.fileName))
      let read = try StoredResults(of: folder, notify: reading.add).records()
      #expect(read == [records[0], records[2]])
      #expect(reading.all.count == 1)
      #expect("\(reading.all)".contains("it is not used, and the same run command"))
      #expect(try Data(contentsOf: folder.appending(path: ResultStore.fileName)) == before)
      #expect(try names(in: folder) == [ResultStore.fileName], "reading changes nothing")

      let writing = Notes()
      let store = try ResultStore(at: folder, notify: writing.add)
      #expect(writing.all.count == 1)
      #expect("\(writing.all)".contains("set aside in the table"))
      #expect(try store.keys() == [records[0].key, records[2].key])
      try store.store(records[1])
      #expect(try quietResults(folder).records() == records)
      store.close()
      let kept = try DatabaseQueue(path: store.file.path).read {
        try String.fetchAll($0, sql: "SELECT name FROM damaged")
      }
      #expect(kept.count == 1)
      #expect(try quietStore(folder).keys().count == 3, "it is set aside once")
    }
  }

  @Test("damage that appears while the store is open is noticed when the record is asked for")
  func damagedLater() throws {
    try withTemporaryFolder { folder in
      let notes = Notes()
      let store = try ResultStore(at: folder, notify: notes.add)
      try store.store(makeRecord())
      try tamper(folder, "UPDATE record SET seal = 'x'")
      #expect(try store.record(forKey: makeRecord().key) == nil)
      #expect(
        notes.all == [
          .damaged(
            path: store.file.relativePath, trial: "built-in × mlp, mixed-late, seed 1",
            reason: "its record is not the one that was stored", isSetAside: true)
        ])
      #expect(try store.keys().count == 0)
    }
  }

  @Test(
    "a shared fact that was changed takes its trials with it",
    arguments: ["spec", "data", "environment"])
  func changedFact(table: String) throws {
    try withStore("UPDATE \(table) SET json = json || ' '") { folder, records in
      let notes = Notes()
      #expect(try StoredResults(of: folder, notify: notes.add).outlines().count == 0)
      #expect(notes.all.count == 3)
      let store = try ResultStore(at: folder, notify: { _ in })
      try store.store(contentsOf: records)
      #expect(try quietResults(folder).records() == records)
    }
  }

  @Test("damaged pages cost only the records on them; the damaged file is kept", arguments: 0..<6)
  func damagedPages(round: UInt64) throws {
    try withTemporaryFolder { folder in
      let records = (1...200).map { makeRecord(seed: $0) }
      let store = try quietStore(folder)
      try store.store(contentsOf: records)
      store.close()
      var bytes = try Data(contentsOf: store.file)
      var random = RandomStream(seed: round).split("pages")
      let page = 1 + random.index(below: bytes.count / 4096 - 1)
      for offset in 0..<4096 {
        bytes[page * 4096 + offset] = UInt8(truncatingIfNeeded: random.bits())
      }
      try bytes.write(to: store.file)

      let notes = Notes()
      let read = try? StoredResults(of: folder, notify: notes.add).records()
      for record in read ?? [] { #expect(records.contains(record)) }
      let again = try ResultStore(at: folder, notify: notes.add)
      let whole = try again.keys()
      #expect(!notes.all.isEmpty && whole.count > 100 && whole.count < 201)
      let missing = records.filter { !whole.contains($0.key) }
      try again.store(contentsOf: missing)
      #expect(try quietResults(folder).records() == records)
    }
  }

  @Test("a row number that damage made huge costs no time, and no record")
  func hugeRowNumber() throws {
    let damage =
      "PRAGMA foreign_keys = OFF; UPDATE record SET id = 4611686018427387904 WHERE id = 3"
    try withStore(damage) { folder, records in
      let found = StoreSalvage.wholeRecords(of: folder.appending(path: ResultStore.fileName))
      #expect(found == records)
    }
  }

  @Test("what is stored after damaged pages were replaced survives a kill")
  func killedAfterSalvage() throws {
    try withTemporaryFolder { folder in
      let (live, dead) = (folder.appending(path: "live"), folder.appending(path: "dead"))
      let records = (1...200).map { makeRecord(seed: $0) }
      let first = try quietStore(live)
      try first.store(contentsOf: records)
      first.close()
      var bytes = try Data(contentsOf: first.file)
      for offset in 0..<4096 { bytes[bytes.count / 8192 * 4096 + offset] = 0xA5 }
      try bytes.write(to: first.file)
      let store = try ResultStore(at: live, notify: { _ in })
      let missing = records.filter { !((try? store.keys()) ?? []).contains($0.key) }
      #expect(!missing.isEmpty)
      try store.store(contentsOf: missing)
      try FileManager.default.copyItem(at: live, to: dead)  // As the kill would leave it.
      #expect(try quietResults(dead).records() == records)
      store.close()
    }
  }

  @Test(
    "without room to save what is whole, the damaged file stays where it is",
    .enabled(if: Tmpfs.isPossible))
  func noRoomToSalvage() throws {
    try Tmpfs.with(bytes: 2 << 20) { folder in
      let records = (1...200).map { makeRecord(seed: $0) }
      let store = try quietStore(folder)
      try store.store(contentsOf: records)
      store.close()
      var bytes = try Data(contentsOf: store.file)
      let page = bytes.count / 4096 / 2
      for offset in 0..<4096 { bytes[page * 4096 + offset] = 0xA5 }
      try bytes.write(to: store.file)
      try Tmpfs.resize(folder, bytes: bytes.count + (64 << 10))
      #expect(throws: StoreError.full(path: store.file.path)) { try quietStore(folder) }
      #expect(try names(in: folder) == [ResultStore.fileName])
      // The first page says how the file was opened last.
      #expect(try Data(contentsOf: store.file).dropFirst(4096) == bytes.dropFirst(4096))
      try Tmpfs.resize(folder, bytes: 8 << 20)
      let notes = Notes()
      #expect(try ResultStore(at: folder, notify: notes.add).keys().count > 100)
      #expect(notes.all.count == 1)
    }
  }

  @Test("a file that is no database is refused in one line and left alone")
  func noDatabase() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: ResultStore.fileName)
      let text = Data(String(repeating: "not a database ", count: 400).utf8)
      try text.write(to: file)
      for path in [file.path] {
        let expected = StoreError.notADatabase(path: path)
        #expect(throws: expected) { try quietStore(folder) }
        #expect(throws: expected) { try quietResults(folder).records() }
      }
      #expect(try Data(contentsOf: file) == text)
      #expect(try names(in: folder) == [ResultStore.fileName])
    }
  }

  @Test("a database of another program is refused and left alone")
  func foreign() throws {
    try withTemporaryFolder { folder in
      try tamper(folder, "CREATE TABLE trial (id INTEGER PRIMARY KEY)")
      let file = folder.appending(path: ResultStore.fileName)
      let before = try Data(contentsOf: file)
      let expected = StoreError.foreign(path: file.path)
      #expect(throws: expected) { try quietStore(folder) }
      #expect(throws: expected) { try quietResults(folder).records() }
      #expect(try Data(contentsOf: file) == before)
    }
  }

  @Test("a store of a later version is refused and left alone")
  func newerVersion() throws {
    try withStore("INSERT INTO grdb_migrations VALUES ('9')") { folder, _ in
      let file = folder.appending(path: ResultStore.fileName)
      let before = try Data(contentsOf: file)
      let expected = StoreError.newerVersion(path: file.path, found: "9")
      #expect(throws: expected) { try quietStore(folder) }
      #expect(throws: expected) { try quietResults(folder).records() }
      #expect(try Data(contentsOf: file) == before)
    }
  }

  @Test("a record of a later format is refused, not set aside")
  func newerRecord() throws {
    try withTemporaryFolder { folder in
      var record = makeRecord()
      record.format = TrialRecord.currentFormat + 1
      let store = try quietStore(folder)
      try store.store(record)
      let expected = StoreError.record(
        .newerFormat(
          path: store.file.relativePath, found: record.format,
          supported: TrialRecord.currentFormat))
      #expect(throws: expected) { try store.record(forKey: record.key) }
      #expect(throws: expected) { try quietResults(folder).records() }
    }
  }

  @Test("a process killed while it created the file leaves no results, and the next one goes on")
  func emptyFile() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appending(path: ResultStore.fileName))
      #expect(try quietResults(folder).records().count == 0)
      let store = try quietStore(folder)
      try store.store(makeRecord())
      #expect(try quietResults(folder).records() == [makeRecord()])
    }
  }

  @Test("what a process was writing when it was killed is undone, by a reader too")
  func hotJournal() throws {
    try withTemporaryFolder { folder in
      let (live, dead) = (folder.appending(path: "live"), folder.appending(path: "dead"))
      let store = try quietStore(live)
      try store.store(contentsOf: (1...300).map { makeRecord(seed: $0) })
      store.close()
      let file = live.appending(path: ResultStore.fileName)
      let writer = try DatabaseQueue(path: file.path)
      try writer.writeWithoutTransaction { db in
        // The switch to and from write-ahead logging keeps such a journal; so few pages fit the
        // cache that the file changes before the end of the transaction.
        try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 4; BEGIN")
        try db.execute(sql: "UPDATE trial SET testAccuracy = 0; UPDATE record SET json = 'x'")
        try FileManager.default.copyItem(at: live, to: dead)  // As the kill would leave it.
        try db.execute(sql: "ROLLBACK")
      }
      #expect(
        FileManager.default.fileExists(
          atPath: dead.appending(path: ResultStore.fileName + "-journal").path))
      #expect(try quietResults(dead).keys() == quietResults(live).keys())
      #expect(try quietResults(dead).records() == quietResults(live).records())
    }
  }
}
