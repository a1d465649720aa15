import Core
import Foundation
import GRDB
import Records
import Synchronization
import TestSupport
import Testing

@testable import ResultStore

/// Notes of a store under test.
final class Notes: Sendable {
  private let list = Mutex<[StoreNote]>([])
  var all: [StoreNote] { list.withLock { $0 } }
  func add(_ note: StoreNote) { list.withLock { $0.append(note) } }
}

/// Opens a store that must have nothing to say.
func quietStore(_ folder: URL) throws -> ResultStore {
  try ResultStore(at: folder) { Issue.record("unexpected note: \($0)") }
}

/// Reads a folder that must have nothing to say.
func quietResults(_ folder: URL) -> StoredResults {
  StoredResults(of: folder) { Issue.record("unexpected note: \($0)") }
}

/// The names of the files in a folder, sorted.
func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// Runs a statement on a closed store, as damage or another program would.
func tamper(_ folder: URL, _ sql: String) throws {
  let queue = try DatabaseQueue(path: folder.appending(path: ResultStore.fileName).path)
  try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
  try queue.close()
}

/// Returns a record in which every optional part is there.
func makeFullRecord(seed: UInt64 = 1) -> TrialRecord {
  var record = makeRecord(seed: seed)
  let cases = TrialRecord.CaseCounts(probability: [1, 49], margin: [50])
  record.test?.equalMassCalibrationError = 0.03
  record.test?.worstClassAccuracy = 0.25
  record.test?.areaUnderROC = 0.75
  record.train = record.test
  record.validation = record.test
  record.test?.cases = cases
  record.test?.scaled = TrialRecord.ScaledScores(
    temperature: 1.5, isFitted: true, negativeLogLikelihood: 0.25, brier: 0.2,
    expectedCalibrationError: 0.01, equalMassCalibrationError: 0.015)
  record.curve[0].cases = cases
  record.timing.attributedSeconds = 0.75
  record.timing.attributedSteps = 12.5
  record.timing.standAloneSteps = 30
  record.selection = SelectionFacts(epoch: 1, accuracies: [0.8], negativeLogLikelihoods: [0.5])
  record.labelNoise = NoiseFacts(exampleCount: 100, changedCount: 7, labelDigest: "ab")
  return record
}

@Suite struct ResultStoreTests {
  @Test("a stored record is read back bit for bit, by key", arguments: [1, UInt64.max])
  func roundTrip(seed: UInt64) throws {
    try withTemporaryFolder { folder in
      let store = try quietStore(folder)
      let record = makeRecord(seed: seed)
      #expect(try store.record(forKey: record.key) == nil)
      try store.store(record)
      #expect(try store.record(forKey: record.key) == record)
      #expect(try quietResults(folder).records() == [record])
      #expect(try quietResults(folder).records(detailsUpTo: 0) == [record.withoutDetails])
      store.close()
      #expect(try names(in: folder) == [ResultStore.fileName])
      #expect(try quietStore(folder).record(forKey: record.key) == record)
    }
  }

  @Test("columns alone give back a diverged record, and numbers at the edge of their range")
  func oddNumbers() throws {
    var record = makeRecord(accuracy: -0.0)
    record.outcome = .diverged(step: 12)
    record.test?.brier = .leastNonzeroMagnitude
    record.test?.negativeLogLikelihood = .greatestFiniteMagnitude
    record.train = record.test
    record.spec.preprocessing = ["scaling": "robust"]
    record.spec.precision = "bf16"
    record.testPredictions = "not base64"
    try withTemporaryFolder { folder in
      let store = try quietStore(folder)
      try store.store(record)
      #expect(try quietResults(folder).records() == [record])
      #expect(try quietResults(folder).records(detailsUpTo: 0) == [record.withoutDetails])
      #expect(try quietResults(folder).outlines().map(\.outcome) == ["diverged"])
    }
  }

  @Test("every score and every time has a column, so reports decode no JSON of them")
  func everyFieldHasAColumn() throws {
    let record = makeFullRecord()
    let links = TrialRow.Links(spec: 1, data: 1, environment: 1)
    #expect(try TrialRow(record, links: links).rest == nil)
    // Histograms are details; scaled scores have columns of their own.
    let scores = try #require(record.test)
    #expect(Swift.Mirror(reflecting: scores).children.count - 2 == TrialRow.scoreColumns("").count)
    let scaled = try #require(scores.scaled)
    #expect(Swift.Mirror(reflecting: scaled).children.count == TrialRow.scaledColumns.count)
    #expect(Swift.Mirror(reflecting: record.timing).children.count == TrialRow.timingColumns.count)
  }

  @Test("a record with every optional part comes back from columns, its details aside")
  func fullRecord() throws {
    try withTemporaryFolder { folder in
      let records = [makeFullRecord(seed: 1), makeFullRecord(seed: 2), makeRecord(seed: 3)]
      let store = try quietStore(folder)
      try store.store(contentsOf: records)
      #expect(try quietResults(folder).records() == records)
      #expect(try quietResults(folder).records(detailsUpTo: 0) == records.map(\.withoutDetails))
    }
  }

  @Test("what has no column is kept as JSON and comes back")
  func withoutColumn() throws {
    let record = makeRecord()
    var row = try TrialRow(record, links: .init(spec: 1, data: 1, environment: 1))
    row.rest = try CanonicalJSON.text(record.withoutDetails)
    row.test = nil
    try withTemporaryFolder { folder in
      let store = try quietStore(folder)
      try store.store(record)
      store.close()
      let queue = try DatabaseQueue(path: store.file.path)
      try queue.write { db in
        try StoreRows.delete(id: 1, db)
        try StoreRows.insert(row, try SealedTrial(record), db)
      }
      #expect(try quietResults(folder).records(detailsUpTo: 0) == [record.withoutDetails])
    }
  }

  @Test("records come sorted, in whatever order they were stored")
  func sorted() throws {
    let records = [
      makeRecord(dataset: "a", seed: 2), makeRecord(dataset: "a", seed: 10),
      makeRecord(dataset: "b", arm: "c", seed: 1), makeRecord(dataset: "b", arm: "d", seed: 1),
    ]
    try withTemporaryFolder { folder in
      let store = try quietStore(folder)
      for record in records.reversed() { try store.store(record) }
      #expect(try quietResults(folder).records() == records)
      #expect(try store.keys() == Set(records.map(\.key)))
    }
  }

  @Test("facts that trials share are stored once")
  func sharedFacts() throws {
    try withTemporaryFolder { folder in
      let store = try quietStore(folder)
      try store.store(contentsOf: (1...20).map { makeRecord(seed: $0) })
      try store.store(makeRecord(arm: "other"))
      store.close()
      let queue = try DatabaseQueue(path: store.file.path)
      for (table, count) in [("spec", 2), ("data", 1), ("environment", 1), ("trial", 21)] {
        let found = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
        #expect(found == count, "\(table)")
      }
    }
  }

  @Test("a record replaces one of its key, but a divergence never replaces a completed trial")
  func replaces() throws {
    try withTemporaryFolder { folder in
      let store = try quietStore(folder)
      var failed = makeRecord()
      failed.outcome = .diverged(step: 3)
      try store.store(failed)
      try store.store(makeRecord())
      #expect(try quietResults(folder).records() == [makeRecord()])
      try store.store(failed)
      #expect(try quietResults(folder).records() == [makeRecord()])
    }
  }

  @Test("a score that is not finite is refused and leaves nothing")
  func notFinite() throws {
    try withTemporaryFolder { folder in
      let store = try quietStore(folder)
      let record = makeRecord(accuracy: .nan)
      let expected = StoreError.record(
        .cannotEncode(key: record.key, reason: "test.accuracy is nan"))
      #expect(throws: expected) { try store.store(contentsOf: [makeRecord(seed: 2), record]) }
      #expect(try store.keys().count == 0)
    }
  }

  @Test("each commit is flushed to disk: write-ahead log, synchronous = FULL")
  func durability() throws {
    try withTemporaryFolder { folder in
      let queue = try StoreFile.openForWriting(folder.appending(path: "x.sqlite"))
      let (journal, level) = try queue.inDatabase { db in
        (
          try String.fetchOne(db, sql: "PRAGMA journal_mode"),
          try Int.fetchOne(db, sql: "PRAGMA synchronous")
        )
      }
      #expect(journal == "wal" && level == 2)
    }
  }

  @Test("a folder without results is empty and stays as it is")
  func nothingThere() throws {
    try withTemporaryFolder { folder in
      let results = quietResults(folder.appending(path: "none"))
      let (records, outlines) = (try results.records(), try results.outlines())
      #expect(records.isEmpty && outlines.isEmpty)
      #expect(!results.arePresent)
      #expect(try names(in: folder).count == 0)
    }
  }
}
