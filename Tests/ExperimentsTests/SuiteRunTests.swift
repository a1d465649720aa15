import Core
import DataStore
import Foundation
import Records
import Reports
import ResultStore
import TestSupport
import Testing

@testable import Experiments

@Suite struct SuiteRunTests {
  private func records(in folder: URL) throws -> [TrialRecord] {
    try StoredResults(of: folder, notify: { Issue.record("\($0)") }).records()
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("one job and two give the same bits, times aside")
  func jobsDoNotMatter() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(makeSuite(seeds: 3), library: testLibrary)
      var runs: [[TrialRecord]] = []
      for jobs in [1, 2] {
        let out = folder.appending(path: "jobs-\(jobs)")
        let witness = Witness()
        let result = try makeRun(plan, in: out).perform(
          jobs: jobs, observer: witness, stop: StopRequest())
        #expect(result.recordedCount == 6 && result.failedCount == 0)
        #expect(witness.outline?.jobs == jobs && witness.hasEnded)
        runs.append(try records(in: out))
      }
      #expect(runs[0].count == 6)
      for (one, two) in zip(runs[0], runs[1]) {
        #expect(one.equalIgnoringTiming(two))
        #expect(one.test != nil)
      }
      #expect(Set(runs[0].map(\.testPredictions)).count > 1)
    }
  }

  @Test("a run leaves records, a description and two reports, and nothing else")
  func filesOfARun() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(makeSuite(seeds: 1), library: testLibrary)
      let result = try makeRun(plan, in: folder).perform(
        jobs: 2, observer: Witness(), stop: StopRequest())
      #expect(
        try names(in: folder) == ["report.json", "report.md", "results.sqlite", "run.json"])
      #expect(try records(in: folder).count == 2)
      #expect(result.report?.cells.first?.arms.map(\.arm.id) == ["ce", "mixed"])
      let again = try RunDescription(of: folder).report(from: folder, reportDamage: { _ in })
      #expect(again == result.report)
    }
  }

  @Test("recorded trials are used again, missing ones are added")
  func resumes() throws {
    try withTemporaryFolder { folder in
      let few = try TrialPlan(makeSuite(seeds: 1), library: testLibrary)
      _ = try makeRun(few, in: folder).perform(
        jobs: 1, observer: Witness(), stop: StopRequest())
      let before = try records(in: folder)
      let more = try TrialPlan(makeSuite(seeds: 2), library: testLibrary)
      #expect(try makeRun(more, in: folder).recordedKeys() == Set(before.map(\.key)))
      let result = try makeRun(more, in: folder).perform(
        jobs: 1, observer: Witness(), stop: StopRequest())
      #expect(result.reusedCount == 2 && result.recordedCount == 2)
      let after = try records(in: folder)
      #expect(before.allSatisfy { after.contains($0) })
      let idle = try makeRun(more, in: folder).perform(
        jobs: 1, observer: Witness(), stop: StopRequest())
      #expect(idle.reusedCount == 4 && idle.recordedCount == 0)
      #expect(idle.report == result.report)
    }
  }

  @Test("a stopped run keeps what it finished, leaves nothing half written, and goes on from there")
  func stops() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(makeSuite(seeds: 3, epochs: 4), library: testLibrary)
      let (witness, stop) = (Witness(), StopRequest())
      witness.stopAfter = (count: 1, stop: stop)
      let stopped = try makeRun(plan, in: folder).perform(jobs: 1, observer: witness, stop: stop)
      #expect(stopped.stopSignal == 2 && stopped.report == nil)
      let kept = try records(in: folder)
      #expect(kept.count == stopped.recordedCount && (1..<6).contains(kept.count))
      #expect(
        Set(try names(in: folder)).subtracting(["checkpoints"]) == ["results.sqlite", "run.json"])

      let whole = try withTemporaryFolder { other in
        try makeRun(plan, in: other).perform(jobs: 2, observer: Witness(), stop: StopRequest())
      }
      let resumed = try makeRun(plan, in: folder).perform(
        jobs: 1, observer: Witness(), stop: StopRequest())
      #expect(resumed.reusedCount == kept.count)
      #expect(resumed.report?.cells == whole.report?.cells)
    }
  }

  @Test("a wish to stop made before the start runs nothing")
  func stopsAtOnce() throws {
    try withTemporaryFolder { folder in
      let stop = StopRequest()
      stop.make(signal: 15)
      stop.make(signal: 2)
      let plan = try TrialPlan(makeSuite(), library: testLibrary)
      let result = try makeRun(plan, in: folder).perform(
        jobs: 2, observer: Witness(), stop: stop)
      #expect(result.stopSignal == 15 && result.recordedCount == 0)
    }
  }

  @Test("a damaged record is set aside and its trial computed again, to the same bits")
  func damagedRecord() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(makeSuite(seeds: 1), library: testLibrary)
      _ = try makeRun(plan, in: folder).perform(
        jobs: 1, observer: Witness(), stop: StopRequest())
      let before = try records(in: folder)
      let store = try ResultStore(at: folder, notify: { Issue.record("\($0)") })
      var changed = before[0]
      changed.curve[0].meanLoss += 1
      try store.store(changed)
      store.close()
      // The bytes of the changed record under the seal of another text.
      let file = folder.appending(path: ResultStore.fileName)
      var bytes = try Data(contentsOf: file)
      let text = Data("\"meanLoss\":\(changed.curve[0].meanLoss)".utf8)
      let place = try #require(bytes.range(of: text))
      bytes[place.upperBound - 1] ^= 1
      try bytes.write(to: file)
      let result = try makeRun(plan, in: folder).perform(
        jobs: 1, observer: Witness(), stop: StopRequest())
      #expect(result.reusedCount == 1 && result.recordedCount == 1)
      for (one, two) in zip(before, try records(in: folder)) {
        #expect(one.equalIgnoringTiming(two))
      }
    }
  }

  @Test("a model that cannot read the data stops the run before any training")
  func wrongModel() throws {
    try withTemporaryFolder { folder in
      var suite = makeSuite()
      suite.tasks[0].model = resolved(.models, "cnn-small")
      let plan = try TrialPlan(suite, library: testLibrary)
      let error = #expect(throws: (any Error).self) {
        _ = try makeRun(plan, in: folder).perform(
          jobs: 1, observer: Witness(), stop: StopRequest())
      }
      #expect((error as? any ReportableError)?.kind == .usage)
      #expect(try names(in: folder).isEmpty)
    }
  }
}
