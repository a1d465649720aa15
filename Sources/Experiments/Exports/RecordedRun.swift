import Core
public import Foundation
import Records
public import ResultStore

/// The run folder that an export looks into where a trial depends on the records of others.
public struct RecordedRun {
  private let folder: URL
  private let command: String
  private let notify: @Sendable (StoreNote) -> Void

  /// Names a run folder, which need not exist; it is read only where a trial needs it.
  ///
  /// - Parameters:
  ///   - folder: the run folder.
  ///   - command: the command that trains what the folder lacks.
  ///   - notify: told of each record that is not whole.
  public init(
    folder: URL, command: String, notify: @escaping @Sendable (StoreNote) -> Void
  ) {
    self.folder = folder
    self.command = command
    self.notify = notify
  }

  /// Returns a plan with the settings that were chosen in the run.
  ///
  /// - Throws: ``ExportError`` when not every tuning trial is recorded, or an error of the folder.
  func settled(_ plan: TrialPlan) throws -> TrialPlan {
    if plan.isSettled { return plan }
    let records = try records(detailsUpTo: 0)
    let missing = plan.tuning.filter { records[$0.key] == nil }
    guard missing.isEmpty else {
      throw ExportError.notTuned(
        suite: plan.suite.id, path: folder.relativePath, missing: missing.count,
        count: plan.tuning.count, example: missing[0].title, command: command)
    }
    return try plan.settled { records[$0] }
  }

  /// Returns the curve of the trial that another one follows; nil for one that follows none.
  ///
  /// - Throws: ``ExportError`` when it is not recorded, or an error of the folder.
  func matchedCurve(of trial: PlannedTrial) throws -> [TrialRecord.EpochPoint]? {
    guard let key = trial.spec.matchedTrial else { return nil }
    guard let record = try records(detailsUpTo: .max)[key] else {
      throw ExportError.notMatched(
        title: trial.title, arm: trial.spec.arm.learningRateMatches ?? "", seed: trial.spec.seed,
        path: folder.relativePath, command: command)
    }
    return record.curve
  }

  private func records(detailsUpTo limit: Int) throws -> [String: TrialRecord] {
    let records = try StoredResults(of: folder, notify: notify).records(detailsUpTo: limit)
    return Dictionary(records.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
