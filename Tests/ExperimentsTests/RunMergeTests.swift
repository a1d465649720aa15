import Core
import DataStore
import Foundation
import Records
import Reports
import ResultStore
import TestSupport
import Testing

@testable import Experiments

@Suite struct RunMergeTests {
  /// Runs the tiny suite for some seeds into a folder.
  private func run(_ suite: Suite, in folder: URL) throws {
    let plan = try TrialPlan(suite, library: testLibrary)
    _ = try makeRun(plan, in: folder).perform(jobs: 2, observer: Witness(), stop: StopRequest())
  }

  private func merge(_ folders: [URL], into target: URL) throws -> RunMerge.Result {
    try RunMerge(of: folders, into: target, notify: { Issue.record("\($0)") }).perform()
  }

  @Test("parts with other seeds give the report of the whole run, times aside")
  func joins() throws {
    try withTemporaryFolder { folder in
      let (whole, part) = (folder.appending(path: "whole"), folder.appending(path: "part"))
      let target = folder.appending(path: "all", directoryHint: .isDirectory)
      try run(makeSuite(seeds: 3), in: whole)
      try run(makeSuite(seeds: 2), in: part)
      // Another machine has run the third seed alone: take the others out of a copy.
      let rest = folder.appending(path: "rest")
      var description = try RunDescription(of: whole)
      description.trials.removeAll { $0.spec.seed < 3 }
      description.command = "bench run tiny --shard 2/2"
      try description.write(to: rest)
      let store = try ResultStore(at: rest, notify: { Issue.record("\($0)") })
      try store.store(
        contentsOf: StoredResults(of: whole, notify: { _ in }).records().filter {
          $0.spec.seed == 3
        })
      store.close()

      let result = try merge([part, rest.appending(path: ResultStore.fileName)], into: target)
      #expect(result.records.recordCount == 6 && result.records.repeatedCount == 0)
      var expected = try RunDescription(of: whole).report(from: whole, reportDamage: { _ in })
      var actual = result.report
      expected.timings = []
      actual.timings = []
      #expect(actual == expected)
      #expect(try RunDescription(of: target).trials.count == 6)
      let files = try FileManager.default.contentsOfDirectory(atPath: target.path).sorted()
      #expect(files == ["report.json", "report.md", "results.sqlite", "run.json"])

      let list = RunSummary.runs(below: folder, notify: { Issue.record("\($0)") })
      #expect(list.map(\.plannedCount) == [6, 4, 2, 6])
      #expect(list.map(\.recordedCount) == [6, 4, 2, 6])
      #expect(list.allSatisfy { $0.suite == "tiny" && $0.failedCount == 0 && $0.problem == nil })
    }
  }

  @Test("runs of other suites, and of other settings, are refused and named")
  func refusals() throws {
    try withTemporaryFolder { folder in
      let first = folder.appending(path: "first")
      let target = folder.appending(path: "all", directoryHint: .isDirectory)
      try run(makeSuite(seeds: 1), in: first)
      var suite = makeSuite(seeds: 1, epochs: 2)
      try run(suite, in: folder.appending(path: "epochs"))
      let settings = #expect(throws: RunError.self) {
        try merge([first, folder.appending(path: "epochs")], into: target)
      }
      #expect(
        settings?.description.contains("builtin-tables × mlp, ce: settings differ in epochs")
          == true)
      suite = makeSuite(seeds: 1)
      suite.baseline = "mixed"
      try run(suite, in: folder.appending(path: "baseline"))
      let other = #expect(throws: RunError.self) {
        try merge([first, folder.appending(path: "baseline")], into: target)
      }
      #expect(other?.description.contains("its baseline is \"mixed\"") == true)
      #expect(throws: RunError.noRun(path: folder.appending(path: "no").relativePath)) {
        try merge([first, folder.appending(path: "no")], into: target)
      }
      #expect(!FileManager.default.fileExists(atPath: target.path))
    }
  }

  @Test("nothing is merged into a folder in which a run goes on")
  func busy() throws {
    try withTemporaryFolder { folder in
      let (part, target) = (folder.appending(path: "part"), folder.appending(path: "all"))
      try run(makeSuite(seeds: 1), in: part)
      try run(makeSuite(seeds: 1), in: target)
      do {
        let lock = try RunLock(target)
        #expect(throws: RunError.busy(path: target.path)) { try merge([part], into: target) }
        withExtendedLifetime(lock) {}
      }
      // A run may be read while it goes on.
      let source = try RunLock(part)
      #expect(try merge([part], into: target).records.repeatedCount == 2)
      withExtendedLifetime(source) {}
    }
  }

  @Test("a run that is not finished can be listed and reported")
  func unfinished() throws {
    try withTemporaryFolder { folder in
      let run = folder.appending(path: "run")
      try self.run(makeSuite(seeds: 1), in: run)
      let plan = try TrialPlan(makeSuite(seeds: 3), library: testLibrary)
      try RunDescription(plan, command: "").write(to: run)
      let summary = try #require(RunSummary.runs(below: folder, notify: { _ in }).first)
      #expect(summary.recordedCount == 2 && summary.plannedCount == 6)
      let report = try RunDescription(of: run).report(from: run, reportDamage: { _ in })
      #expect(report.cells[0].arms.map(\.plannedCount) == [3, 3])
      #expect(report.cells[0].arms.map(\.seeds.count) == [1, 1])
    }
  }

  @Test("a run described by an earlier version is read, and its records with it")
  func earlierVersion() throws {
    let run = Repository.root.appending(path: "Tests/Goldens/format-1-run")
    let description = try RunDescription(of: run)
    #expect(description.trials.count == 2)
    let report = try description.report(from: run, reportDamage: { Issue.record("\($0)") })
    #expect(report.cells[0].arms.map(\.seeds.count) == [1, 1])
    #expect(report.cells[0].arms[1].seeds[0].scores.accuracy == 0.76)
  }

  @Test("keys made from one text are those of each trial alone")
  func keys() throws {
    let plan = try TrialPlan(makeSuite(seeds: 12), library: testLibrary)
    #expect(Set(plan.trials.map(\.key)).count == 24)
    for trial in plan.trials {
      let alone = try TrialKey(spec: trial.spec, decodedDigest: trial.data.decodedDigest)
        .hexadecimal()
      #expect(trial.key == alone)
    }
    let description = RunDescription(plan, command: "x")
    #expect(RunDescription(RunDescriptionLayout(description)) == description)
    #expect(RunDescriptionLayout(description).trials.count == 2)
  }
}
