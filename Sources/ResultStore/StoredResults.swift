import Core
public import Foundation
import GRDB
public import Records

/// The records of a run folder for reading: works while runs write, and changes nothing.
///
/// Records that an earlier version left as JSON files are read too. What is not whole is reported
/// by name and left out.
public struct StoredResults: Sendable {
  /// Up to this many trials, ``records()`` reads whole records; above, records without details.
  ///
  /// Curves and predictions of many trials take longer to read than everything that is made of
  /// them.
  public static let detailLimit = 2_000

  /// What lists show of a trial.
  public struct Outline: Hashable, Sendable {
    /// The key.
    public var key: String
    /// How it ended, such as `completed`.
    public var outcome: String
    /// The start, in ISO 8601.
    public var startedAt: String
  }

  /// The file, which need not exist.
  public let file: URL
  private let folder: URL
  private let notify: @Sendable (StoreNote) -> Void

  /// Names the records of a run folder; nothing is read yet.
  ///
  /// - Parameters:
  ///   - folder: the run folder.
  ///   - notify: told of each record that is not whole.
  public init(of folder: URL, notify: @escaping @Sendable (StoreNote) -> Void) {
    self.folder = folder
    self.notify = notify
    file = folder.appending(path: ResultStore.fileName)
  }

  /// Whether there is a store, or records of an earlier version.
  public var arePresent: Bool {
    FileManager.default.fileExists(atPath: file.path)
      || JSONRecordFolder(ofRun: folder).isPresent
  }

  /// Returns the keys of the records.
  ///
  /// - Throws: ``StoreError``.
  public func keys() throws(StoreError) -> Set<String> {
    Set(try outlines().map(\.key))
  }

  /// Returns what lists show, in the order of storing.
  ///
  /// - Throws: ``StoreError``.
  public func outlines() throws(StoreError) -> [Outline] {
    var outlines: [Outline] = []
    try read { db in
      let facts = try SharedFacts(db)
      try StoreRows.forEach(db, isWhole: false) { stored in
        if let row = whole(stored, facts)?.row {
          outlines.append(
            Outline(key: row.key, outcome: row.outcome, startedAt: row.timing.startedAt))
        }
      }
    }
    for record in try olderRecords(without: Set(outlines.map(\.key))) {
      let row = try StoreFile.access(file) {
        try TrialRow(record, links: TrialRow.Links(spec: 0, data: 0, environment: 0))
      }
      outlines.append(
        Outline(key: record.key, outcome: row.outcome, startedAt: record.timing.startedAt))
    }
    return outlines
  }

  /// Returns the records, sorted by dataset, model, arm, seed and key.
  ///
  /// - Parameter detailLimit: above this many trials, curves and predictions are left empty.
  /// - Returns: the records that are whole.
  /// - Throws: ``StoreError``.
  public func records(
    detailsUpTo detailLimit: Int = detailLimit
  ) throws(StoreError) -> [TrialRecord] {
    var records: [TrialRecord] = []
    try read { db in
      let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM trial") ?? 0
      records.reserveCapacity(count)
      let facts = try SharedFacts(db)
      var outcomes = OutcomeReader()
      try StoreRows.forEach(db, isWhole: count <= detailLimit) { stored in
        guard let stored = whole(stored, facts, isSealed: count <= detailLimit) else { return }
        if let sealed = stored.sealed {
          records.append(try sealed.record(path: file.relativePath))
        } else if let row = stored.row, let record = try outcomes.record(row, facts) {
          records.append(record)
        }
      }
    }
    records += try olderRecords(without: Set(records.map(\.key)))
    return records.sortedForReports()
  }

  /// Reads in one transaction, so that what a run writes meanwhile is seen wholly or not at all.
  private func read(_ body: (Database) throws -> Void) throws(StoreError) {
    guard let queue = try StoreFile.openForReading(file) else { return }
    try StoreFile.access(file) { try queue.read(body) }
  }

  /// Returns a trial if it is whole, and reports it otherwise.
  private func whole(
    _ stored: StoreRows.Stored, _ facts: SharedFacts, isSealed: Bool = false
  ) -> StoreRows.Stored? {
    if facts.areWhole(for: stored.row), !isSealed || stored.sealed != nil { return stored }
    notify(
      .damaged(
        path: file.relativePath, trial: StoreRows.title(stored, facts), reason: stored.damage,
        isSetAside: false))
    return nil
  }

  private func olderRecords(without keys: Set<String>) throws(StoreError) -> [TrialRecord] {
    do {
      return try JSONRecordFolder(ofRun: folder).records(notify: notify)
        .filter { !keys.contains($0.key) }
    } catch {
      throw .record(error)
    }
  }
}

/// Turns columns into records; an outcome that many trials share is decoded once.
private struct OutcomeReader {
  private var known: [String: TrialRecord.Outcome] = [:]

  mutating func record(_ row: TrialRow, _ facts: SharedFacts) throws -> TrialRecord? {
    if let rest = row.rest {
      return try JSONDecoder().decode(TrialRecord.self, from: Data(rest.utf8))
    }
    guard let spec = facts.specs[row.links.spec], let data = facts.data[row.links.data],
      let environment = facts.environments[row.links.environment]
    else { return nil }
    let outcome =
      try known[row.outcomeFacts]
      ?? JSONDecoder().decode(TrialRecord.Outcome.self, from: Data(row.outcomeFacts.utf8))
    known[row.outcomeFacts] = outcome
    let extras = try row.extras.map {
      try JSONDecoder().decode(Extras.self, from: Data($0.utf8))
    }
    return row.record(
      spec: spec, data: data, environment: environment, outcome: outcome, extras: extras)
  }
}

extension [TrialRecord] {
  /// The records by dataset, model, arm, seed and key.
  func sortedForReports() -> [TrialRecord] {
    // Records are large: only their places are moved while they are sorted.
    indices.sorted { first, second in
      let (left, right) = (self[first], self[second])
      let (a, b) = (left.spec, right.spec)
      if a.dataset != b.dataset { return a.dataset < b.dataset }
      if a.model.id != b.model.id { return a.model.id < b.model.id }
      if a.arm.id != b.arm.id { return a.arm.id < b.arm.id }
      return (a.seed, left.key) < (b.seed, right.key)
    }.map { self[$0] }
  }
}
