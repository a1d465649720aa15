import Core
public import Foundation
import GRDB
import Records

/// Joins the records of several run folders into one store.
///
/// Records of one key that agree in everything but their times are one; the first is kept. A trial
/// that failed in one store gives way to one that ended otherwise. Anything else is a conflict, and
/// then nothing is written.
public struct StoreMerge {
  /// Records of one key that do not agree.
  public struct Conflict: Hashable, Sendable {
    /// The trial for people.
    public var trial: String
    /// The fields that differ.
    public var fields: [String]
    /// The files that hold the two.
    public var paths: [String]
  }

  /// What a merge came to.
  public struct Outcome: Hashable, Sendable {
    /// Records in the joined store.
    public var recordCount: Int
    /// Records that were there more than once and agreed.
    public var repeatedCount: Int
  }

  /// The conflicts that a message names; the rest are counted.
  static let namedConflicts = 20

  private let sources: [Source]
  private let target: URL
  private let notify: @Sendable (StoreNote) -> Void

  /// A record that was chosen.
  private struct Choice {
    var source: Int
    var id: Int64
    var content: String
    var hasFailed: Bool
  }

  /// A store, or the records of an earlier version.
  private struct Source {
    var folder: URL
    var file: URL
  }

  /// Names what to join; nothing is read yet.
  ///
  /// - Parameters:
  ///   - folders: the run folders.
  ///   - target: the folder of the joined store; records that are there take part first.
  ///   - notify: told of each record that is not whole, which is left out.
  public init(
    of folders: [URL], into target: URL, notify: @escaping @Sendable (StoreNote) -> Void
  ) {
    self.target = target
    self.notify = notify
    sources = ([target] + folders).map {
      Source(folder: $0, file: $0.appending(path: ResultStore.fileName))
    }
  }

  /// Joins the stores.
  ///
  /// - Returns: how many records there are now.
  /// - Throws: ``StoreError/conflicts(_:count:)``; then, and after every other error, nothing has
  ///   been written.
  public func perform() throws(StoreError) -> Outcome {
    let older = try olderRecords()
    let (choices, repeatedCount) = try choose(older)
    let existed = FileManager.default.fileExists(atPath: sources[0].file.path)
    do throws(StoreError) {
      let store = try ResultStore(file: sources[0].file, notify: notify)
      defer { store.close() }
      try store.merge(chosen(choices, older))
    } catch {
      if !existed { try? FileManager.default.removeItem(at: sources[0].file) }
      throw error
    }
    return Outcome(recordCount: choices.count, repeatedCount: repeatedCount)
  }

  /// The records that are not in a store yet, by the number of their folder.
  private func olderRecords() throws(StoreError) -> [Int: [TrialRecord]] {
    var older: [Int: [TrialRecord]] = [:]
    for (index, source) in sources.enumerated() {
      do {
        let records = try JSONRecordFolder(ofRun: source.folder).records(notify: notify)
        if !records.isEmpty { older[index] = records }
      } catch {
        throw .record(error)
      }
    }
    return older
  }
}

extension StoreMerge {
  /// Decides which store each record is taken from.
  private func choose(
    _ older: [Int: [TrialRecord]]
  ) throws(StoreError) -> (choices: [String: Choice], repeatedCount: Int) {
    var choices: [String: Choice] = [:]
    var repeated: Set<String> = []
    var conflicts: [(key: String, left: Choice, right: Choice)] = []
    func add(_ key: String, _ choice: Choice) {
      guard let known = choices[key] else {
        choices[key] = choice
        return
      }
      if known.content == choice.content || choice.hasFailed {
        repeated.insert(key)
      } else if known.hasFailed {
        choices[key] = choice
      } else {
        conflicts.append((key, known, choice))
      }
    }
    for (index, source) in sources.enumerated() {
      try visit(source) { stored, row, sealed in
        add(
          stored.key,
          Choice(
            source: index, id: stored.id, content: sealed.content,
            hasFailed: row.outcome == TrialRecord.Outcome.failureName))
      }
      for (place, record) in (older[index] ?? []).enumerated() {
        let sealed = try StoreFile.access(source.file) { try SealedTrial(record) }
        add(
          record.key,
          Choice(source: index, id: Int64(-1 - place), content: sealed.content, hasFailed: false))
      }
    }
    guard conflicts.isEmpty else {
      var named: [Conflict] = []
      for conflict in conflicts.prefix(Self.namedConflicts) {
        named.append(try describe(conflict.left, conflict.right, older))
      }
      throw .conflicts(named, count: conflicts.count)
    }
    return (choices, repeated.count)
  }

  /// Visits the whole records of a store, and reports those that are not.
  private func visit(
    _ source: Source, _ body: (StoreRows.Stored, TrialRow, SealedTrial) throws -> Void
  ) throws(StoreError) {
    guard let queue = try StoreFile.openForReading(source.file) else { return }
    try StoreFile.access(source.file) {
      try queue.read { db in
        let facts = try SharedFacts(db)
        try StoreRows.forEach(db, isWhole: true) { stored in
          guard let row = stored.row, let sealed = stored.sealed, facts.areWhole(for: row) else {
            notify(
              .damaged(
                path: source.file.relativePath, trial: StoreRows.title(stored, facts),
                reason: stored.damage, isSetAside: false))
            return
          }
          try body(stored, row, sealed)
        }
      }
    }
  }

  private func describe(
    _ left: Choice, _ right: Choice, _ older: [Int: [TrialRecord]]
  ) throws(StoreError) -> Conflict {
    let (a, b) = (try record(left, older), try record(right, older))
    let fields = FieldDifferences.between(a, b).filter { !$0.hasPrefix("timing.") }
    return Conflict(
      trial: "\(a.spec.dataset) × \(a.spec.model.id), \(a.spec.arm.id), seed \(a.spec.seed)",
      fields: fields, paths: [left, right].map { sources[$0.source].file.relativePath })
  }

  private func record(
    _ choice: Choice, _ older: [Int: [TrialRecord]]
  ) throws(StoreError) -> TrialRecord {
    let source = sources[choice.source]
    if choice.id < 0, let records = older[choice.source] { return records[Int(-1 - choice.id)] }
    guard let queue = try StoreFile.openForReading(source.file) else {
      throw .refused(path: source.file.path, reason: "it is gone")
    }
    return try StoreFile.access(source.file) {
      try queue.read { db in
        var found: TrialRecord?
        try StoreRows.forEach(db, where: ("trial.id = ?", [choice.id]), isWhole: true) {
          found = try $0.sealed?.record(path: source.file.relativePath)
        }
        guard let found else { throw StoreError.refused(path: source.file.path, reason: "changed") }
        return found
      }
    }
  }
}

extension StoreMerge {
  /// A record on its way into the joined store.
  struct Chosen {
    var row: TrialRow
    var sealed: SealedTrial
    var spec: TrialSpec
    var data: DataFacts
    var environment: EnvironmentFacts
  }

  /// Hands over what was chosen from other folders than the target.
  private func chosen(
    _ choices: [String: Choice], _ older: [Int: [TrialRecord]]
  ) -> ((Chosen) throws -> Void) throws -> Void {
    { store in
      var left = choices.values.count { $0.source > 0 || $0.id < 0 }
      for (index, source) in sources.enumerated() {
        for (place, record) in (older[index] ?? []).enumerated()
        where choices[record.key]?.source == index && choices[record.key]?.id == Int64(-1 - place) {
          left -= 1
          try store(
            Chosen(
              row: try TrialRow(record, links: .init(spec: 0, data: 0, environment: 0)),
              sealed: try SealedTrial(record), spec: record.spec, data: record.data,
              environment: record.environment))
        }
        guard index > 0, let queue = try StoreFile.openForReading(source.file) else { continue }
        try queue.read { db in
          let facts = try SharedFacts(db)
          try StoreRows.forEach(db, isWhole: true) { stored in
            guard let choice = choices[stored.key], choice.source == index,
              choice.id == stored.id, let row = stored.row, let sealed = stored.sealed,
              let spec = facts.specs[row.links.spec], let data = facts.data[row.links.data],
              let environment = facts.environments[row.links.environment]
            else { return }
            left -= 1
            try store(
              Chosen(
                row: row, sealed: sealed, spec: spec, data: data, environment: environment))
          }
        }
      }
      guard left == 0 else {
        throw StoreError.refused(
          path: target.path,
          reason: "\(left) records to be joined were replaced meanwhile, by a run in their folder; "
            + "nothing was written, so merge again")
      }
    }
  }
}

extension ResultStore {
  /// Stores what another store holds, all of it or nothing.
  func merge(
    _ forEach: ((StoreMerge.Chosen) throws -> Void) throws -> Void
  ) throws(StoreError) {
    try write { db in
      var facts = SharedFactWriter()
      try forEach { chosen in
        var row = chosen.row
        row.links = try facts.links(
          spec: chosen.spec, data: chosen.data, environment: chosen.environment, db)
        let known = try Int64.fetchOne(
          db, sql: "SELECT id FROM trial WHERE key = ?", arguments: [row.key])
        if let known { try StoreRows.delete(id: known, db) }
        try StoreRows.insert(row, chosen.sealed, db)
      }
    }
  }
}
