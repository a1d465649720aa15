import Core
import DataStore
import Foundation
import Records
import Reports
import ResultStore
import TestSupport
import Testing

@testable import Experiments

/// Suites whose trials depend on each other's records.
@Suite struct StudyRunTests {
  private func records(in folder: URL) throws -> [TrialRecord] {
    try StoredResults(of: folder, notify: { Issue.record("\($0)") }).records()
  }

  private func run(_ suite: Suite, in folder: URL, jobs: Int = 1, _ witness: Witness = Witness())
    throws -> SuiteRun.Result
  {
    try makeRun(TrialPlan(suite, library: testLibrary), in: folder).perform(
      jobs: jobs, observer: witness, stop: witness.stopAfter?.stop ?? StopRequest())
  }

  private var tunedSuite: Suite {
    var suite = makeSuite(seeds: 1)
    suite.tuning = SuiteTuning(seedCount: 2, validation: 0.25)
    for index in suite.arms.indices {
      suite.arms[index].configurations = [0.0001, 0.3].map {
        [SettingChange(part: .learningRate, name: "peak", value: $0)]
      }
    }
    var flat = SuiteArm(
      id: "flat", loss: resolved(.losses, "mixed"), schedule: suite.arms[0].schedule)
    flat.meanOf = "mixed"
    suite.arms.append(flat)
    return suite
  }

  @Test("a tuned suite is planned in two waves, and the second waits for the first")
  func waves() throws {
    let plan = try TrialPlan(tunedSuite, library: testLibrary)
    #expect(plan.tuning.count == 2 * 2 * 2 && plan.trials.isEmpty && !plan.isSettled)
    #expect(plan.waiting.trialCount == 3 && plan.waiting.stepCount == 3 * 12)
    #expect(Set(plan.tuning.map(\.spec.seed)) == [1001, 1002])
    #expect(plan.tuning.allSatisfy { $0.spec.isTuning == true && $0.spec.validation == 0.25 })
    #expect(plan.tuning[0].stepCount == 9)  // 4500 of 6000 examples in batches of 512.
    let settled = try plan.settled { _ in nil }
    #expect(settled.isSettled && settled.trials.count == 3 && settled.waiting.trialCount == 0)
    #expect(settled.trials.allSatisfy { $0.spec.isTuning == nil && $0.spec.validation == nil })
    #expect(settled.choices.map(\.chosen) == [0, 0])
    #expect(
      settled.trials.map { $0.spec.arm.learningRateSchedule["peak"] } == [0.0001, 0.0001, 0.0001])
  }

  @Test("tuning chooses by validation data, writes the choice into trials, and reports the grid")
  func tunes() throws {
    try withTemporaryFolder { folder in
      let witness = Witness()
      let result = try run(tunedSuite, in: folder, jobs: 2, witness)
      #expect(result.recordedCount == 8 + 3 && witness.finished.count == 11)
      let all = try records(in: folder)
      let tuning = all.filter { $0.spec.isTuning == true }
      #expect(tuning.count == 8)
      #expect(tuning.allSatisfy { $0.test == nil && $0.testPredictions.isEmpty })
      let heldOut = try #require(tuning[0].validation?.count)
      #expect((1498...1502).contains(heldOut))  // A quarter of each class, rounded.
      #expect(tuning.allSatisfy { $0.validation?.count == heldOut })
      // A rate of 0.0001 learns next to nothing in one epoch.
      let compared = all.filter { $0.spec.isTuning == nil }
      #expect(compared.map { $0.spec.arm.learningRateSchedule["peak"] } == [0.3, 0.3, 0.3])
      let report = try #require(result.report)
      let choices = try #require(report.tuning)
      #expect(choices.map(\.arm) == ["ce", "mixed"] && choices.map(\.chosen) == [1, 1])
      for choice in choices {
        for (index, candidate) in choice.candidates.enumerated() {
          let mine = tuning.filter {
            $0.spec.arm.id == choice.arm
              && $0.spec.arm.learningRateSchedule["peak"] == [0.0001, 0.3][index]
          }
          #expect(candidate.completedSeeds == [1001, 1002])
          let mean = mine.compactMap(\.validation?.accuracy).reduce(0, +) / 2
          #expect(abs(try #require(candidate.accuracy) - mean) < 1e-15)
        }
      }
      #expect(report.cells[0].arms.map(\.arm.id) == ["ce", "mixed", "flat"])
      let again = try run(tunedSuite, in: folder)
      #expect(again.recordedCount == 0 && again.reusedCount == 11 && again.report == report)
      let text = String(
        decoding: try Data(contentsOf: folder.appending(path: "report.md")), as: UTF8.self)
      #expect(text.contains("## Tuning"))
      #expect(text.contains("| learningRate.peak 0.3 |") && text.contains("**chosen**"))
      #expect(
        try RunDescription(of: folder).report(from: folder, reportDamage: { _ in }) == report)
    }
  }

  @Test("a run stopped while tuning goes on from there, to the same report")
  func resumesTuning() throws {
    try withTemporaryFolder { folder in
      let (witness, stop) = (Witness(), StopRequest())
      witness.stopAfter = (count: 3, stop: stop)
      let stopped = try run(tunedSuite, in: folder, witness)
      #expect(stopped.stopSignal == 2 && stopped.report == nil)
      let plan = try makeRun(TrialPlan(tunedSuite, library: testLibrary), in: folder).planSoFar()
      #expect(!plan.isSettled)
      let resumed = try run(tunedSuite, in: folder)
      #expect(resumed.reusedCount == stopped.recordedCount)
      let whole = try withTemporaryFolder { try run(tunedSuite, in: $0) }
      #expect(resumed.report?.cells == whole.report?.cells)
      #expect(resumed.report?.tuning == whole.report?.tuning)
      #expect(
        try makeRun(TrialPlan(tunedSuite, library: testLibrary), in: folder).planSoFar().isSettled)
    }
  }

  @Test("the most completed seeds win, then accuracy, then likelihood, then the first")
  func rule() {
    func chosen(_ scores: [(seeds: Int, accuracy: Double?, likelihood: Double?)]) -> Int {
      TuningChoice(
        dataset: "d", model: Component("m"), labelNoise: nil, arm: "a", validation: 0.2,
        seeds: [1001, 1002],
        candidates: scores.map {
          TuningChoice.Candidate(
            changes: [], completedSeeds: Array([1001, 1002].prefix($0.seeds)),
            accuracy: $0.accuracy, negativeLogLikelihood: $0.likelihood)
        }
      ).chosen
    }
    #expect(chosen([(2, 0.5, 1), (2, 0.6, 2), (1, 0.9, 0.1)]) == 1)
    #expect(chosen([(2, 0.5, 1), (2, 0.5, 0.9), (2, 0.5, 0.9)]) == 1)
    #expect(chosen([(2, 0.5, 1), (2, 0.5, 1)]) == 0)
    #expect(chosen([(0, nil, nil), (1, 0.1, 3), (0, nil, nil)]) == 1)
    #expect(chosen([(0, nil, nil), (0, nil, nil)]) == 0)
  }

  @Test("a matched trial runs after the trial it matches, with that one's weights of each epoch")
  func matched() throws {
    try withTemporaryFolder { folder in
      var suite = makeSuite(seeds: 2, epochs: 3)
      var same = SuiteArm(
        id: "same-step", loss: suite.arms[0].loss, schedule: suite.arms[0].schedule)
      same.matches = "mixed"
      suite.arms.insert(same, at: 1)
      let result = try run(suite, in: folder, jobs: 2)
      #expect(result.recordedCount == 6 && result.failedCount == 0)
      let all = try records(in: folder)
      for seed in [1, 2] as [UInt64] {
        func record(_ arm: String) throws -> TrialRecord {
          try #require(all.first { $0.spec.arm.id == arm && $0.spec.seed == seed })
        }
        let (mixed, plain, same) = (try record("mixed"), try record("ce"), try record("same-step"))
        #expect(same.spec.matchedTrial == mixed.key)
        for (point, (other, base)) in zip(same.curve, zip(mixed.curve, plain.curve)) {
          #expect(point.learningRate == base.learningRate * other.meanWeight)
        }
        #expect(mixed.curve[2].meanWeight < 0.95 && same.test != plain.test)
        #expect(same.curve[0] == plain.curve[0])  // α is 0 in the first epoch, so the weight is 1.
      }
    }
  }

  @Test("a filter that keeps a matched arm keeps the arm it needs")
  func filterKeepsSources() throws {
    var suite = makeSuite(seeds: 1)
    var same = SuiteArm(
      id: "same-step", loss: suite.arms[0].loss, schedule: suite.arms[0].schedule)
    same.matches = "mixed"
    suite.arms.append(same)
    let plan = try TrialPlan(
      suite, library: testLibrary, filter: try TrialFilter("arm=same-step"))
    #expect(plan.trials.map(\.spec.arm.id) == ["mixed", "same-step"])
    #expect(plan.trials[1].spec.matchedTrial == plan.trials[0].key)
  }

  @Test("a matched trial whose model diverged fails with a reason, and the run goes on")
  func unmatched() throws {
    try withTemporaryFolder { folder in
      var suite = makeSuite(seeds: 1, epochs: 2)
      suite.arms[1].learningRate = resolved(.learningRates, "constant", ["peak": 100])
      suite.arms[1].optimizer = resolved(
        .optimizers, "sgd", ["momentum": 0.99, "weightDecay": 0.5])
      var same = SuiteArm(
        id: "same-step", loss: suite.arms[0].loss, schedule: suite.arms[0].schedule)
      same.matches = "mixed"
      suite.arms.append(same)
      let witness = Witness()
      let result = try run(suite, in: folder, witness)
      #expect(result.failedCount == 1 && result.recordedCount == 3)
      let record = try #require(
        try records(in: folder).first { $0.spec.arm.id == "same-step" })
      #expect("\(record.outcome)".contains("the learning rate matches arm mixed"))
      #expect(result.report != nil)
    }
  }

  @Test("levels of noise are cells of their own; flips are the same for every arm and level")
  func noise() throws {
    try withTemporaryFolder { folder in
      var suite = makeSuite(seeds: 1)
      for rate in [0.2, 0.4] {
        var task = suite.tasks[0]
        task.labelNoise = LabelNoise(kind: .symmetric, rate: rate)
        suite.tasks.append(task)
      }
      let result = try run(suite, in: folder)
      let report = try #require(result.report)
      #expect(
        report.cells.map(\.title) == [
          "builtin-tables × mlp", "builtin-tables × mlp, symmetric label noise 0.2",
          "builtin-tables × mlp, symmetric label noise 0.4",
        ])
      #expect(report.noise?.map(\.labelNoise.rate) == [0.2, 0.4])
      for (cell, rate) in zip(report.cells, [0, 0.2, 0.4]) {
        // Four standard errors of 6000 draws.
        #expect(abs((cell.changedShare ?? 0) - rate) < 0.025)
      }
      let all = try records(in: folder)
      for noise in suite.tasks.map(\.labelNoise) {
        let mine = all.filter { $0.spec.labelNoise == noise }
        #expect(mine.count == 2 && Set(mine.map(\.labelNoise)).count == 1)
        #expect(Set(mine.map(\.labelNoise?.exampleCount)) == [noise == nil ? nil : 6000])
      }
      #expect(Set(all.map(\.key)).count == 6)
    }
  }

  @Test("what is held out is stratified, never test data, and drawn anew for each seed")
  func heldOut() throws {
    var spec = try TrialPlan(makeSuite(seeds: 1), library: testLibrary).trials[0].spec
    let whole = try testLibrary.prepared(for: spec)
    spec.validation = 0.1
    let one = try testLibrary.prepared(for: spec)
    let validation = try #require(one.validation)
    #expect(one.train.count == 5400 && validation.count == 600)
    #expect(one.test.labels == whole.test.labels)
    for label in 0..<Int32(whole.classes.count) {
      let (all, part) = (
        whole.train.labels.count { $0 == label }, validation.labels.count { $0 == label }
      )
      #expect(part == Int((Double(all) * 0.1 + 0.5).rounded(.down)))
    }
    spec.seed = 2
    #expect(try testLibrary.prepared(for: spec).validation?.labels != validation.labels)
    #expect(Preparation(spec).seed == 2)
    spec.validation = nil
    #expect(Preparation(spec).seed == nil)
  }

  @Test(
    "noise changes labels and nothing else, whatever is held out",
    arguments: LabelNoise.Kind.allCases)
  func noisyPreparation(kind: LabelNoise.Kind) throws {
    var spec = try TrialPlan(makeSuite(seeds: 1), library: testLibrary).trials[0].spec
    let clean = try testLibrary.prepared(for: spec)
    spec.labelNoise = LabelNoise(kind: kind, rate: 0.2)
    let noisy = try testLibrary.prepared(for: spec)
    let marks = try #require(noisy.mislabelled)
    #expect(marks == zip(clean.train.labels, noisy.train.labels).map { $0 != $1 })
    #expect(
      abs(Double(marks.count { $0 }) / 6000 - 0.2) < 0.021 && noisy.test.labels == clean.test.labels
    )
    spec.validation = 0.5
    let part = try testLibrary.prepared(for: spec)
    let validation = try #require(part.validation)
    // The same labels, only shared out: what is held out changes no flip.
    #expect(
      (part.train.labels + validation.labels).sorted() == noisy.train.labels.sorted())
    #expect(part.mislabelled?.count == part.train.count)
  }
}
