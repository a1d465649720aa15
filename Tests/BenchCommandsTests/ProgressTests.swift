import DataStore
import Foundation
import TestSupport
import Testing

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

  @Test("lines never exceed the width, and no time is promised before enough is known")
  func limits() throws {
    let trial = try trials()[0]
    for trial in [RunSnapshot.Trial(trial: trial, finishedSteps: trial.stepCount)] {
      #expect(LiveProgress.line(trial).count <= LiveProgress.width)
    }
    #expect(!LiveProgress.total(snapshot([], elapsed: .milliseconds(10))).contains("left"))
  }
}
