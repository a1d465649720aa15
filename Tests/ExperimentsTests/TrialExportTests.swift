import Core
import Foundation
import Records
import ResultStore
import TestSupport
import Testing

@testable import Experiments

@Suite("Exports of trials that depend on records") struct TrialExportTests {
  private func run(_ plan: TrialPlan, in folder: URL) throws {
    let result = try makeRun(plan, in: folder).perform(
      jobs: 2, observer: Witness(), stop: StopRequest())
    #expect(result.failedCount == 0)
  }

  private func export(
    _ suite: Experiments.Suite, only filter: String, seed: UInt64 = 1, from folder: URL
  ) throws -> TrialExport {
    let filter = try TrialFilter(filter)
    return try TrialExport(
      TrialPlan(suite, library: testLibrary, filter: filter), filter: filter, seed: seed,
      run: RecordedRun(
        folder: folder, command: "bench run tiny", notify: { Issue.record("\($0)") }),
      library: testLibrary, environment: testEnvironment, command: "bench export tiny")
  }

  /// Exports a trial and compares what its card says with the record of the run.
  private func expectRecorded(_ export: TrialExport, arm: String, in folder: URL) throws {
    let target = folder.appending(path: "export-\(arm)")
    let files = try export.write(to: target, stop: StopRequest()) { _, _ in }
    #expect(files.count == 3)
    let card = try JSONDecoder().decode(
      ModelCard.self, from: Data(contentsOf: target.appending(path: "card.json")))
    let record = try #require(
      try StoredResults(of: folder, notify: { Issue.record("\($0)") }).records()
        .first { $0.key == card.record.key })
    #expect(record.spec.arm.id == arm && record.spec.isTuning == nil)
    #expect(card.record.test == record.test && card.record.curve == record.curve)
    #expect(card.record.testPredictions == record.testPredictions)
  }

  @Test("a tuned trial comes out with the settings that the run chose")
  func tuned() throws {
    var suite = makeSuite(seeds: 2)
    suite.tuning = SuiteTuning(seedCount: 1, validation: 0.25)
    for index in suite.arms.indices {
      suite.arms[index].configurations = [0.0001, 0.3].map {
        [SettingChange(part: .learningRate, name: "peak", value: $0)]
      }
    }
    var flat = suite.arms[1]
    (flat.id, flat.meanOf, flat.configurations) = ("flat", "mixed", [])
    suite.arms.append(flat)
    try withTemporaryFolder { folder in
      let error = #expect(throws: ExportError.self) {
        _ = try export(suite, only: "arm=flat", from: folder.appending(path: "nothing"))
      }
      #expect(
        error?.description
          == "suite tiny: settings are chosen by tuning trials, and "
          + "\(folder.appending(path: "nothing").relativePath) lacks 2 of 2, such as "
          + "builtin-tables × mlp, mixed, seed 1001 (tuning); `bench run tiny` trains them, and "
          + "--run names another folder")
      #expect(error?.kind == .usage)
      try run(TrialPlan(suite, library: testLibrary), in: folder)
      for arm in ["mixed", "flat"] {
        try expectRecorded(
          try export(suite, only: "arm=\(arm)", seed: 2, from: folder), arm: arm, in: folder)
      }
    }
  }

  @Test("a trial that follows another arm's record finds it in the run")
  func matched() throws {
    var suite = makeSuite(seeds: 2, epochs: 2)
    var same = suite.arms[0]
    (same.id, same.matches) = ("same-step", "mixed")
    suite.arms.append(same)
    try withTemporaryFolder { folder in
      let error = #expect(throws: ExportError.self) {
        _ = try export(suite, only: "arm=same-step", from: folder)
      }
      #expect(
        error?.description
          == "builtin-tables × mlp, same-step, seed 1: its learning rate follows arm mixed, and "
          + "\(folder.relativePath) has no record of that arm on seed 1 with these settings; "
          + "`bench run tiny` trains it, and --run names another folder")
      try run(TrialPlan(suite, library: testLibrary), in: folder)
      try expectRecorded(
        try export(suite, only: "arm=same-step", seed: 2, from: folder), arm: "same-step",
        in: folder)
    }
  }

  @Test("trials that differ in label noise alone are told apart by name")
  func noise() throws {
    var suite = makeSuite(seeds: 1)
    suite.tasks.append(suite.tasks[0])
    suite.tasks[1].labelNoise = LabelNoise(kind: .pair, rate: 0.2)
    let folder = URL(filePath: "nowhere")
    let error = #expect(throws: ExportError.self) {
      _ = try export(suite, only: "arm=ce", from: folder)
    }
    #expect(
      error?.description
        == "suite tiny: found 2 trials, such as builtin-tables × mlp, ce, seed 1 and "
        + "builtin-tables × mlp, pair label noise 0.2, ce, seed 1; expected one; name it, such as "
        + "--only dataset=builtin-tables,model=mlp,arm=ce,noise=none")
    _ = try export(suite, only: "arm=ce,noise=none", from: folder)
    _ = try export(suite, only: "arm=ce,noise=pair-0.2", from: folder)
    let unknown = #expect(throws: SuiteError.self) {
      _ = try export(suite, only: "noise=pair-0.4", from: folder)
    }
    #expect(
      unknown?.description
        == "--only noise=pair-0.4: suite tiny has no noise \"pair-0.4\"; did you mean \"pair-0.2\"?"
    )
  }
}
