import Core
import Foundation
import Synchronization
import Testing

@testable import Records

@Suite("Record folder")
struct RecordFolderTests {
  /// Damage reports of a folder under test.
  final class Reports: Sendable {
    private let errors = Mutex<[RecordError]>([])
    var all: [RecordError] { errors.withLock { $0 } }
    func add(_ error: RecordError) { errors.withLock { $0.append(error) } }
  }

  @Test("a stored record is read back bit for bit, by key", arguments: [1, UInt64.max])
  func roundTrip(seed: UInt64) throws {
    try withFolder { run in
      let folder = quietFolder(run)
      let record = makeRecord(seed: seed)
      #expect(try folder.record(forKey: record.key) == nil)
      try folder.store(record)
      #expect(try folder.record(forKey: record.key) == record)
      #expect(try quietFolder(run).all() == [record])
    }
  }

  @Test("the file's name holds dataset, model, arm, seed and key, with safe characters only")
  func names() throws {
    let record = makeRecord(arm: "a/b c", seed: 7, key: String(repeating: "0123456789ab", count: 5))
    #expect(
      RecordFolder.fileName(of: record) == "built-in.mlp.a_b_c.seed7.0123456789ab.json")
    try withFolder { run in
      try quietFolder(run).store(record)
      #expect(try names(in: run) == [RecordFolder.fileName(of: record)])
    }
  }

  @Test("records come sorted, in whatever order they were stored")
  func sorted() throws {
    let records = [
      makeRecord(dataset: "a", seed: 2), makeRecord(dataset: "a", seed: 10),
      makeRecord(dataset: "b", arm: "c", seed: 1), makeRecord(dataset: "b", arm: "d", seed: 1),
    ]
    try withFolder { run in
      let folder = quietFolder(run)
      for record in records.reversed() { try folder.store(record) }
      #expect(try folder.all() == records)
    }
  }

  @Test("another key with the same first digits is not mistaken for the one asked for")
  func prefixOfKey() throws {
    try withFolder { run in
      let folder = quietFolder(run)
      try folder.store(makeRecord(key: "0123456789abX"))
      #expect(try folder.record(forKey: "0123456789abY") == nil)
      #expect(try names(in: run).count == 1)
    }
  }

  @Test("a file cut short at any byte is reported, set aside and computed again")
  func truncated() throws {
    let record = makeRecord()
    let name = RecordFolder.fileName(of: record)
    let whole = try SealedRecord.encode(record)
    // The last byte is the final line end, without which the record is still whole.
    for length in stride(from: 0, to: whole.count - 1, by: 97) + [whole.count - 2] {
      try withFolder { run in
        let reports = Reports()
        let folder = RecordFolder(run) { reports.add($0) }
        try AtomicFile.write(whole.prefix(length), to: folder.trials.appending(path: name))

        #expect(try folder.all().isEmpty)
        #expect(try names(in: run) == [name], "all() changes nothing")
        #expect(try folder.record(forKey: record.key) == nil)
        #expect(try names(in: run) == [name + ".damaged"])
        #expect(reports.all.count == 2 && reports.all.allSatisfy { "\($0)".contains(name) })
        try folder.store(record)
        #expect(try folder.record(forKey: record.key) == record)
        #expect(try folder.setAsideNames() == [name + ".damaged"])
      }
    }
  }

  @Test("a number edited by hand is noticed")
  func edited() throws {
    try withFolder { run in
      let reports = Reports()
      let folder = RecordFolder(run) { reports.add($0) }
      let record = makeRecord(accuracy: 0.875)
      try folder.store(record)
      let file = folder.trials.appending(path: RecordFolder.fileName(of: record))
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      let better = text.replacingOccurrences(of: "0.875", with: "0.975")
      #expect(better != text)
      try Data(better.utf8).write(to: file)
      #expect(try folder.record(forKey: record.key) == nil)
      #expect("\(reports.all)".contains("its content has digest"))
    }
  }

  @Test("a file under another trial's name is damaged, twice under two names")
  func renamed() throws {
    try withFolder { run in
      let reports = Reports()
      let folder = RecordFolder(run) { reports.add($0) }
      let other = String(repeating: "f", count: 64)
      for _ in 0..<2 {
        try AtomicFile.write(
          try SealedRecord.encode(makeRecord()),
          to: folder.trials.appending(path: "x.ffffffffffff.json"))
        #expect(try folder.record(forKey: other) == nil)
      }
      #expect(
        try names(in: run) == ["x.ffffffffffff.json.damaged", "x.ffffffffffff.json.damaged-2"])
      #expect(reports.all.count == 2)
    }
  }

  @Test("a record of a later version is refused and left alone")
  func newerFormat() throws {
    try withFolder { run in
      let folder = quietFolder(run)
      var record = makeRecord()
      record.format = TrialRecord.currentFormat + 1
      try folder.store(record)
      let path = folder.trials.appending(path: RecordFolder.fileName(of: record)).path
      let expected = RecordError.newerFormat(
        path: path, found: record.format, supported: TrialRecord.currentFormat)
      #expect(throws: expected) { try folder.record(forKey: record.key) }
      #expect(throws: expected) { try folder.all() }
      #expect(FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("a score that is not finite is refused and leaves no file")
  func notFinite() throws {
    try withFolder { run in
      let folder = quietFolder(run)
      let record = makeRecord(accuracy: .nan)
      #expect(
        throws: RecordError.cannotEncode(key: record.key, reason: "test.accuracy is nan")
      ) {
        try folder.store(record)
      }
      let left = try names(in: run)
      #expect(left.isEmpty)
    }
  }

  @Test("temporary files of a killed process go, those of a live one stay")
  func leftovers() throws {
    try withFolder { run in
      let trials = quietFolder(run).trials
      let mine = ".a.json.\(ProcessInfo.processInfo.processIdentifier).part"
      try AtomicFile.write(Data("x".utf8), to: trials.appending(path: ".a.json.2147483646.part"))
      try AtomicFile.write(Data("x".utf8), to: trials.appending(path: mine))
      let folder = quietFolder(run)
      #expect(try names(in: run) == [mine])
      #expect(try folder.all().isEmpty, "a temporary file is no record")
    }
  }

  @Test("a folder that cannot be written gives one line with its path")
  func unwritable() throws {
    try withFolder { run in
      try Data().write(to: run.appending(path: "trials"))
      let error = #expect(throws: RecordError.self) { try quietFolder(run).store(makeRecord()) }
      #expect(error?.description.contains(run.path) == true)
      #expect(error?.description.contains("--out") == true)
    }
  }

  private func quietFolder(_ run: URL) -> RecordFolder {
    RecordFolder(run) { Issue.record("unexpected damage: \($0)") }
  }

  private func names(in run: URL) throws -> [String] {
    let trials = run.appending(path: "trials").path
    guard FileManager.default.fileExists(atPath: trials) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: trials).sorted()
  }
}
