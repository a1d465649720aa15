import Core
import Foundation
import GRDB
import Records

/// Facts that many trials share, each stored once: what ran but for the seed, data and machines.
///
/// A value that does not have its digest is damaged, and so is every row that points at it.
struct SharedFacts {
  private(set) var specs: [Int64: TrialSpec] = [:]
  private(set) var data: [Int64: DataFacts] = [:]
  private(set) var environments: [Int64: EnvironmentFacts] = [:]

  /// Reads every fact of a store.
  init(_ db: Database) throws {
    specs = try Self.values(in: "spec", db)
    data = try Self.values(in: "data", db)
    environments = try Self.values(in: "environment", db)
  }

  /// Whether everything that a row points at is here.
  func areWhole(for row: TrialRow?) -> Bool {
    guard let links = row?.links else { return false }
    return specs[links.spec] != nil && data[links.data] != nil
      && environments[links.environment] != nil
  }

  private static func values<Value: Decodable>(
    in table: String, _ db: Database
  ) throws -> [Int64: Value] {
    var values: [Int64: Value] = [:]
    let rows = try Row.fetchCursor(db, sql: "SELECT id, digest, json FROM \(table)")
    while let row = try rows.next() {
      guard let id = try? row.decode(Int64.self, atIndex: 0),
        let digest = try? row.decode(String.self, atIndex: 1),
        let json = try? row.decode(String.self, atIndex: 2),
        DigestStream.hexadecimal(of: json) == digest,
        let value = try? JSONDecoder().decode(Value.self, from: Data(json.utf8))
      else { continue }
      values[id] = value
    }
    return values
  }
}

/// Finds or stores the facts that records share.
struct SharedFactWriter {
  private var specs: [TrialSpec: Int64] = [:]
  private var data: [DataFacts: Int64] = [:]
  private var environments: [EnvironmentFacts: Int64] = [:]

  /// Returns where a record's facts are, and stores those that are new.
  mutating func links(of record: TrialRecord, _ db: Database) throws -> TrialRow.Links {
    try links(spec: record.spec, data: record.data, environment: record.environment, db)
  }

  /// Returns where facts are, and stores those that are new; the seed is no part of them.
  mutating func links(
    spec: TrialSpec, data facts: DataFacts, environment: EnvironmentFacts, _ db: Database
  ) throws -> TrialRow.Links {
    var spec = spec
    spec.seed = 0
    let links = TrialRow.Links(
      spec: try specs[spec]
        ?? Self.id(
          of: spec, in: "spec", db,
          facets: [
            "dataset": spec.dataset, "model": spec.model.id, "arm": spec.arm.id,
          ]),
      data: try data[facts] ?? Self.id(of: facts, in: "data", db),
      environment: try environments[environment]
        ?? Self.id(of: environment, in: "environment", db))
    specs[spec] = links.spec
    data[facts] = links.data
    environments[environment] = links.environment
    return links
  }

  private static func id(
    of value: some Encodable, in table: String, _ db: Database,
    facets: KeyValuePairs<String, String> = [:]
  ) throws -> Int64 {
    let json = try CanonicalJSON.text(value)
    let digest = DigestStream.hexadecimal(of: json)
    let find = "SELECT id FROM \(table) WHERE digest = ? AND json = ?"
    if let id = try Int64.fetchOne(db, sql: find, arguments: [digest, json]) { return id }
    let columns = ["digest", "json"] + facets.map(\.key)
    // A row whose text is damaged still holds the digest: the whole text takes its place.
    try db.execute(
      sql: """
        INSERT INTO \(table) (\(columns.joined(separator: ", ")))
        VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
        ON CONFLICT (digest) DO UPDATE SET json = excluded.json
        """,
      arguments: StatementArguments([digest, json] + facets.map(\.value)))
    guard let id = try Int64.fetchOne(db, sql: find, arguments: [digest, json]) else {
      throw DatabaseError(message: "a fact was stored and not found")
    }
    return id
  }
}
