import Core
import Foundation
import GRDB
public import Records

extension StoredResults {
  /// Visits the curves of trials one by one, in the order of storing, also of very many trials.
  ///
  /// Nothing is kept, and nothing of a record but its curve is decoded. Records that an earlier version
  /// left as JSON files come last.
  ///
  /// - Parameters:
  ///   - keys: of which trials; nil for all.
  ///   - visit: given a trial's key and the points of its finished epochs.
  /// - Throws: ``StoreError``.
  public func forEachCurve(
    of keys: Set<String>? = nil,
    _ visit: (_ key: String, _ curve: [TrialRecord.EpochPoint]) -> Void
  ) throws(StoreError) {
    var stored: Set<String> = []
    try read { db in
      let facts = try SharedFacts(db)
      let decoder = JSONDecoder()
      try StoreRows.forEach(db, isWhole: true) { trial in
        stored.insert(trial.key)
        guard keys?.contains(trial.key) ?? true,
          let sealed = whole(trial, facts, isSealed: true)?.sealed
        else { return }
        visit(trial.key, try decoder.decode(CurveAlone.self, from: Data(sealed.json.utf8)).curve)
      }
    }
    for record in try olderRecords(without: stored) where keys?.contains(record.key) ?? true {
      visit(record.key, record.curve)
    }
  }

  private struct CurveAlone: Decodable { var curve: [TrialRecord.EpochPoint] }
}
