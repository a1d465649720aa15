import DataStore
import Foundation
import Records
import TestSupport
import Testing
import Training

@testable import BenchCommands
@testable import Experiments

@Suite struct ProgressTests {
  private func trials() throws -> [PlannedTrial] {
    let home = Home(folder: Repository.root)
    let library = DatasetLibrary.standard(
      home, cache: FileManager.default.temporaryDirectory.appending(path: "lossbench-test-cache"))
    let suite = try home.suites.suite(named: "smoke", datasets: library.ids())
    return try TrialPlan(suite, library: library).trials
  }

  private let outline = RunOutline(
    suite: "smoke", plannedCount: 8, reusedCount: 2, jobs: 2, folder: "runs/smoke")

  private func snapshot(_ workers: [RunSnapshot.Trial?], elapsed: Duration) -> RunSnapshot {
    RunSnapshot(
      workers: workers, finishedCount: 1, totalCount: 6, doneFraction: 0.25, elapsed: elapsed)
  }

  @Test("a log gets one line for the plan and one for each trial, without escapes")
  func plain() throws {
    var text = ""
    let progress = PlainProgress { text += $0 }
    let trial = try trials()[0]
    progress.began(outline)
    progress.progressed(snapshot([], elapsed: .seconds(1)))
    progress.finished(
      FinishedTrial(trial: trial, result: .failed(reason: "no room")),
      snapshot([], elapsed: .seconds(1)))
    progress.ended()
    #expect(
      text == """
        smoke: 8 trials, 2 recorded before, 6 to run, 2 at a time; folder runs/smoke
        [1/6] builtin-images × cnn-small, cross-entropy, seed 1: failed: no room

        """)
  }

  @Test("a tuning trial, which reads no test data, shows what it scores on what is held out")
  func tuning() throws {
    var text = ""
    let progress = PlainProgress { text += $0 }
    let trial = try trials()[0]
    var record = RecordMaker(environment: .current(home: Home(folder: Repository.root)), jobs: 1)
      .record(
        of: trial, TrainingResult(outcome: .completed), cost: PathCost(),
        since: RecordMaker.Moment())
    record.validation = TrialRecord.Scores(
      count: 100, accuracy: 0.8125, negativeLogLikelihood: 0.5, brier: 0.3,
      expectedCalibrationError: 0.1)
    progress.finished(
      FinishedTrial(trial: trial, result: .recorded(record)), snapshot([], elapsed: .seconds(1)))
    #expect(text.contains("seed 1: 81.25 % held out in 0.0 s"), "\(text)")
  }

  @Test("a terminal shows a line for each worker and one for all, and clears them at the end")
  func live() throws {
    var writes: [String] = []
    let progress = LiveProgress { writes.append($0) }
    let trial = try trials()[0]
    progress.progressed(
      snapshot(
        [RunSnapshot.Trial(trial: trial, finishedSteps: 8), nil], elapsed: .seconds(30)))
    progress.ended()
    let lines = writes[0].split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasSuffix("  25 %  builtin-images × cnn-small, cross-entropy, seed 1"))
    #expect(lines[1].hasSuffix("  25 %  1 of 6 trials, 1 min 30 s left"))
    #expect(writes[1] == "\u{1B}[2A\r\u{1B}[J")
  }

  @Test("a stretch that others share says how many, within the width")
  func sharers() throws {
    var trial = RunSnapshot.Trial(trial: try trials()[0], finishedSteps: 8)
    trial.sharerCount = 3
    #expect(LiveProgress.line(trial).hasSuffix("… and 3 more"))
    #expect(LiveProgress.line(trial).count <= LiveProgress.width)
  }

  @Test("events are one JSON object a line, progress once a second at most")
  func events() throws {
    var lines: [String] = []
    let log = EventLog { lines.append($0) }
    let trial = try trials()[0]
    log.began(outline)
    let running = RunSnapshot.Trial(trial: trial, finishedSteps: 8)
    log.progressed(snapshot([running, nil], elapsed: .seconds(30)))
    log.progressed(snapshot([running, nil], elapsed: .seconds(30)))
    log.finished(
      FinishedTrial(trial: trial, result: .failed(reason: "no room")),
      snapshot([], elapsed: .seconds(31)))
    log.noted("look")
    log.ended()
    let objects = try lines.map { line in
      #expect(line.hasSuffix("\n") && !line.dropLast().contains("\n"))
      return try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(
      objects.map { $0["event"] as? String } == ["began", "progress", "trial", "note", "ended"])
    #expect(objects[1]["remainingSeconds"] as? Double == 90)
    #expect((objects[1]["workers"] as? [Any])?.count == 2)
    #expect(objects[2]["outcome"] as? String == "not stored")
  }

  @Test("the cost of a run is one line, and nothing where nothing was trained")
  func cost() {
    #expect(CostText.text(RunCost()) == nil)
    var cost = RunCost()
    cost.workers = 2
    cost.wall = .seconds(10)
    (cost.setUp, cost.training, cost.evaluation) = (.seconds(1), .seconds(15), .seconds(3))
    cost.busy = .seconds(19)
    (cost.stepCount, cost.separateStepCount) = (600, 1000)
    #expect(
      CostText.text(cost)
        == "600 steps in place of 1000: 15.0 s in steps, 3.0 s in evaluation, 1.0 s (5.3 %) "
        + "beside; 1.0 s idle, 1.0 s to set up")
  }

  @Test("a tree of stages is indented ranges with arms at their ends")
  func tree() {
    typealias Branch = StageOutline.Branch
    let outline = StageOutline(
      title: "a × b", seeds: [1, 2, 3, 7],
      branches: [
        Branch(
          start: 0, end: 5, arms: [],
          branches: [
            Branch(start: 5, end: 9, arms: ["ce", "twin"], branches: []),
            Branch(start: 5, end: 9, arms: ["mixed"], branches: []),
          ])
      ])
    #expect(
      TreeText.text([outline]) == """

          a × b, seeds 1–3, 7
            0–5
              5–9  ce, twin
              5–9  mixed

        """)
  }

  @Test("lines never exceed the width, and no time is promised before enough is known")
  func limits() throws {
    let trial = try trials()[0]
    for trial in [RunSnapshot.Trial(trial: trial, finishedSteps: trial.stepCount)] {
      #expect(LiveProgress.line(trial).count <= LiveProgress.width)
    }
    #expect(!LiveProgress.total(snapshot([], elapsed: .milliseconds(10))).contains("left"))
  }
}
