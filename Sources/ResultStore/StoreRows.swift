import Core
import Foundation
import GRDB
import Records

/// Reads and writes the rows of trials inside one access to the database.
enum StoreRows {
  /// A trial as it is stored.
  struct Stored {
    var id: Int64
    var key: String
    /// The columns; nil where they are damaged.
    var row: TrialRow?
    /// The whole record; nil where it is damaged or was not asked for.
    var sealed: SealedTrial?

    /// What is wrong with a trial that is not whole.
    var damage: String {
      row == nil
        ? "its columns are not those that were stored" : "its record is not the one that was stored"
    }
  }

  private static let insertTrial = """
    INSERT INTO trial (\(TrialRow.columns.joined(separator: ", ")))
    VALUES (\(TrialRow.columns.map { _ in "?" }.joined(separator: ", ")))
    """
  private static let insertRecord = """
    INSERT INTO record (id, \(SealedTrial.columns.joined(separator: ", ")))
    VALUES (?\(SealedTrial.columns.map { _ in ", ?" }.joined()))
    """

  /// Writes a trial; there is none with its key.
  static func insert(_ row: TrialRow, _ sealed: SealedTrial, _ db: Database) throws {
    try db.cachedStatement(sql: insertTrial).execute(arguments: row.arguments)
    let id: StatementArguments = [db.lastInsertedRowID]
    try db.cachedStatement(sql: insertRecord).execute(arguments: id + sealed.arguments)
  }

  /// Removes a trial.
  static func delete(id: Int64, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM record WHERE id = ?", arguments: [id])
    try db.execute(sql: "DELETE FROM trial WHERE id = ?", arguments: [id])
  }

  /// Visits every trial in the order of storing.
  ///
  /// - Parameters:
  ///   - db: the database.
  ///   - condition: what follows `WHERE`, with its arguments.
  ///   - isWhole: whether whole records are read and their seals checked.
  ///   - visit: told of each trial.
  /// - Throws: an error of the database, or what `visit` throws.
  static func forEach(
    _ db: Database, where condition: (sql: String, arguments: StatementArguments)? = nil,
    isWhole: Bool, _ visit: (Stored) throws -> Void
  ) throws {
    let whole = isWhole ? ", \(SealedTrial.selection)" : ""
    let join = isWhole ? " LEFT JOIN record ON record.id = trial.id" : ""
    let filter = condition.map { " WHERE \($0.sql)" } ?? ""
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT \(TrialRow.selection), trial.id\(whole) FROM trial\(join)\(filter)
        """, arguments: condition?.arguments ?? [])
    while let row = try rows.next() {
      var tail = ColumnReader(row, from: TrialRow.columns.count)
      let id: Int64 = try tail.next()
      var stored = Stored(
        id: id, key: (try? row.decode(String.self, atIndex: 0)) ?? "row \(id)",
        row: try? TrialRow(row))
      if isWhole, let sealed = try? SealedTrial(&tail), sealed.isWhole { stored.sealed = sealed }
      try visit(stored)
    }
  }

  /// The title of a trial for people, such as `mnist × mlp, mixed, seed 3`; its key where the rest
  /// cannot be read.
  static func title(_ stored: Stored, _ facts: SharedFacts) -> String {
    guard let row = stored.row, let spec = facts.specs[row.links.spec] else {
      return "record \(stored.key.prefix(12))"
    }
    return "\(spec.dataset) × \(spec.model.id), \(spec.arm.id), seed \(row.seed)"
  }
}
