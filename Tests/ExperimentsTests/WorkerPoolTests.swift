import Core
import DataStore
import Foundation
import Records
import Reports
import ResultStore
import TestSupport
import Testing

@testable import Experiments

@Suite struct WorkerPoolTests {
  /// Refuses records of one arm, as a full disk would.
  private struct FussySink: TrialSink {
    let refused: String

    struct Refusal: Error, CustomStringConvertible { let description = "no room" }

    func record(forKey key: String) throws -> TrialRecord? { nil }

    func store(_ record: TrialRecord) throws {
      if record.spec.arm.id == refused { throw Refusal() }
    }
  }

  /// Refuses every record that did not fail, with an error of the store.
  private struct StrictSink: TrialSink {
    let error: StoreError

    func record(forKey key: String) throws -> TrialRecord? { nil }

    func store(_ record: TrialRecord) throws {
      if !record.outcome.isFailure { throw error }
    }
  }

  private func follow(
    _ sink: any TrialSink, stop: StopRequest = StopRequest()
  ) throws -> (RunTally, Witness) {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(makeSuite(), library: testLibrary)
      let pass = try StagePass(
        plan.trials, in: folder, library: testLibrary, options: RunOptions(jobs: 2),
        note: { _ in })
      let witness = Witness()
      let result = pass.run(
        environment: testEnvironment, sink: sink, observer: witness, stop: stop)
      return (result.tally, witness)
    }
  }

  @Test("a trial that fails is reported and does not stop the others")
  func failures() throws {
    let (tally, witness) = try follow(FussySink(refused: "ce"))
    #expect(tally.recordedCount == 2 && tally.failures.count == 2)
    #expect(tally.failures.allSatisfy { $0.reason == "no room" })
    #expect(witness.finished.count == 4 && witness.hasEnded)
    let snapshot = try #require(witness.lastSnapshot)
    #expect(snapshot.finishedCount == 4 && snapshot.totalCount == 4)
    #expect(snapshot.doneFraction == 1)
  }

  @Test("without room for a record nothing more is trained, for it would be lost")
  func noRoom() throws {
    let stop = StopRequest()
    let (tally, witness) = try follow(StrictSink(error: .full(path: "x")), stop: stop)
    #expect(stop.isGivenUp && stop.isMade && stop.signal == nil)
    #expect(tally.recordedCount == 0 && (1...2).contains(tally.failures.count))
    #expect(witness.hasEnded)
  }

  @Test("a trial whose numbers no record can hold is recorded as failed, not tried for ever")
  func unwritable() throws {
    let error = StoreError.record(.cannotEncode(key: "k", reason: "curve.0.meanLoss is inf"))
    let (tally, witness) = try follow(StrictSink(error: error))
    #expect(tally.recordedCount == 4 && tally.failedCount == 4 && tally.failures.isEmpty)
    for trial in witness.finished {
      guard case .recorded(let record) = trial.result,
        case .failed(.error, let reason) = record.outcome
      else {
        Issue.record("\(trial.result)")
        continue
      }
      #expect(reason.contains("curve.0.meanLoss is inf"))
    }
  }

  @Test("failures are shown in the report made from the run's description")
  func failuresAreReported() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(makeSuite(seeds: 1), library: testLibrary)
      _ = try makeRun(plan, in: folder).perform(
        jobs: 1, observer: Witness(), stop: StopRequest())
      let victim = plan.trials[1]
      let records = try StoredResults(of: folder, notify: { Issue.record("\($0)") }).records()
      try FileManager.default.removeItem(at: folder.appending(path: ResultStore.fileName))
      let store = try ResultStore(at: folder, notify: { Issue.record("\($0)") })
      try store.store(contentsOf: records.filter { $0.key != victim.key })
      var description = try RunDescription(of: folder)
      description.failures = [.init(key: victim.key, reason: "no room")]
      let report = try description.report(from: folder, reportDamage: { _ in })
      let gaps = report.cells[0].arms[1].gaps
      #expect(gaps.map(\.kind) == [.failed] && gaps.map(\.reason) == ["no room"])
    }
  }
}

@Suite struct RunDescriptionTests {
  @Test("a folder without a run, a damaged and a newer description are one line each")
  func errors() throws {
    try withTemporaryFolder { folder in
      #expect(throws: RunError.noRun(path: folder.path)) { _ = try RunDescription(of: folder) }
      let file = folder.appending(path: "run.json")
      try Data("{\"format\":1}".utf8).write(to: file)
      #expect(throws: RunError.damagedDescription(path: file.path)) {
        _ = try RunDescription(of: folder)
      }
      try Data("{\"format\":99}".utf8).write(to: file)
      #expect(throws: RunError.newerDescription(path: file.path, found: 99, supported: 2)) {
        _ = try RunDescription(of: folder)
      }
    }
    #expect(
      RunError.noRun(path: "x").description
        == "x: found no run.json; expected the folder of a run, such as runs/default; "
        + "`bench run` makes one")
    #expect(
      RunError.damagedDescription(path: "x/run.json").description
        == "x/run.json: not a whole description of a run; "
        + "the run command that made it writes it anew")
    #expect(
      RunError.newerDescription(path: "x/run.json", found: 2, supported: 1).description
        == "x/run.json: format 2; this version reads up to 1; update LossBench")
    #expect(RunError.noRun(path: "x").kind == .usage)
  }

  @Test("a description that cannot be read is not taken for a missing one")
  func unreadable() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.json")
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
      let error = #expect(throws: RunError.self) { _ = try RunDescription(of: folder) }
      #expect(error?.description.hasPrefix("\(file.path): cannot be read: ") == true)
    }
  }
}
