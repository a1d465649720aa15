import Core
import Foundation
import Records
import Reports
import TestSupport
import Testing

@testable import Experiments

@Suite struct ShardTests {
  @Test("a shard is read as it is written")
  func text() throws {
    let shard = try Shard("2/3")
    #expect((shard.number, shard.count) == (2, 3))
    #expect(shard.description == "2/3" && shard.folderName == "2-of-3")
    #expect(try Shard("1/1") == Shard(number: 1, of: 1))
  }

  @Test(
    "what is no shard is refused in one line",
    arguments: ["", "2", "0/3", "4/3", "-1/3", "1/0", "1/2/3", "a/b", "1/ 2"])
  func malformed(text: String) {
    let error = #expect(throws: ShardError.self) { _ = try Shard(text) }
    #expect(
      error?.description
        == "--shard: found \"\(text)\"; expected I/N with I from 1 to N, such as --shard 2/3")
    #expect(error?.kind == .usage)
  }

  @Test("longest first puts each piece where least lies, ties in order")
  func longestFirst() {
    #expect(LongestFirst.places(of: [1, 5, 3, 3], count: 2) == [0, 0, 1, 1])
    #expect(LongestFirst.places(of: [2, 2, 2, 2], count: 3) == [0, 1, 2, 0])
    #expect(LongestFirst.places(of: [], count: 2).isEmpty)
    // Graham's worst case for two places: 7 where 6 can be had, which is 4/3 − 1/6 of it.
    #expect(LongestFirst.places(of: [3, 3, 2, 2, 2], count: 2) == [0, 1, 0, 1, 0])
  }

  @Test("no place is further from the best spread than Graham's bound", arguments: 1...40)
  func bound(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let count = 2 + stream.index(below: 2)
    let costs = (0..<8).map { _ in Double(1 + stream.index(below: 50)) }
    let places = LongestFirst.places(of: costs, count: count)
    let fullest = Self.loads(costs, places, count).max() ?? 0
    let bound = 4.0 / 3 - 1 / (3 * Double(count))
    #expect(fullest <= bound * Self.best(costs, count) + 1e-9)
    // And whatever the sizes: a place exceeds another by one piece at most.
    let loads = Self.loads(costs, places, count)
    #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= (costs.max() ?? 0))
  }

  private static func loads(_ costs: [Double], _ places: [Int], _ count: Int) -> [Double] {
    var loads = [Double](repeating: 0, count: count)
    for (cost, place) in zip(costs, places) { loads[place] += cost }
    return loads
  }

  /// The smallest possible fullest place, by trying every spread.
  private static func best(_ costs: [Double], _ count: Int) -> Double {
    var best = Double.infinity
    var places = [Int](repeating: 0, count: costs.count)
    while true {
      best = min(best, loads(costs, places, count).max() ?? 0)
      guard let next = places.firstIndex(where: { $0 < count - 1 }) else { return best }
      for lower in 0..<next { places[lower] = 0 }
      places[next] += 1
    }
  }

  @Test("shards are disjoint, make up the plan and keep arms together", arguments: 1...6)
  func parts(count: Int) throws {
    let plan = try TrialPlan(Self.suite, library: testLibrary)
    #expect(plan.trials.count == 12)
    let parts = try (1...count).map {
      try plan.part(Shard(number: $0, of: count), library: testLibrary)
    }
    #expect(parts.allSatisfy { !$0.trials.isEmpty && $0.suite == plan.suite })
    #expect(parts.map(\.shard) == (1...count).map { Shard(number: $0, of: count) })
    let keys = parts.flatMap { $0.trials.map(\.key) }
    #expect(keys.count == plan.trials.count && Set(keys) == Set(plan.trials.map(\.key)))
    for part in parts {
      let order = plan.trials.filter { part.trials.contains($0) }
      #expect(part.trials == order)
      let units = Dictionary(grouping: part.trials) { "\($0.spec.model.id) \($0.spec.seed)" }
      #expect(units.values.allSatisfy { Set($0.map(\.spec.arm.id)) == ["ce", "mixed"] })
    }
    #expect(try Self.parts(plan, count) == Self.parts(plan, count))
  }

  @Test("the heavy model's trials are spread before the light one's")
  func costs() throws {
    let plan = try TrialPlan(Self.suite, library: testLibrary)
    let sharded = try ShardedPlan(plan, count: 3, library: testLibrary)
    for part in sharded.parts {
      #expect(Set(part.trials.map(\.spec.model.id)) == ["mlp", "mlp-resnet"])
      #expect(part.trials.count == 4)
    }
    #expect(Set(sharded.costs).count == 1)
  }

  @Test("what arms share is counted once")
  func sharedCost() throws {
    func cost(_ filter: String) throws -> Double {
      let plan = try TrialPlan(
        makeSuite(seeds: 1, epochs: 4), library: testLibrary, filter: TrialFilter(filter))
      return try ShardedPlan(plan, count: 1, library: testLibrary).costs[0]
    }
    // The mixed arm goes its own way from half of training on: 1.5 trainings and two scorings.
    let (alone, both) = try (cost("arm=ce"), cost("arm=ce,arm=mixed"))
    #expect(both > 1.45 * alone && both < 1.65 * alone, "\(both / alone)")
  }

  @Test("more shards than units are refused before anything runs")
  func tooMany() throws {
    let plan = try TrialPlan(Self.suite, library: testLibrary)
    let error = #expect(throws: ShardError.self) {
      _ = try plan.part(Shard(number: 1, of: 7), library: testLibrary)
    }
    #expect(error == .tooMany(suite: "tiny", count: 7, units: 6, isTuned: false))
    #expect(
      error?.description
        == "suite tiny: found 7 shards for 6 units of work (a unit is a task on one seed, with all "
        + "arms); expected at most 6; choose fewer shards or more --seeds")
  }

  @Test("a suite that tunes is cut between tasks, and each part chooses its own settings")
  func tuned() throws {
    var suite = Self.suite
    suite.tuning = SuiteTuning(seedCount: 2, validation: 0.2)
    let grid = [0.01, 0.1].map { [SettingChange(part: .learningRate, name: "peak", value: $0)] }
    for index in suite.arms.indices { suite.arms[index].configurations = grid }
    let plan = try TrialPlan(suite, library: testLibrary)
    let parts = try ShardedPlan(plan, count: 2, library: testLibrary).parts
    #expect(parts.map { $0.tuning.count } == [8, 8] && plan.tuning.count == 16)
    #expect(parts.allSatisfy { !$0.isSettled && $0.waiting.trialCount == 6 })
    #expect(Set(parts.flatMap { $0.tuning.map(\.key) }) == Set(plan.tuning.map(\.key)))
    let settled = try (plan.settled { _ in nil }, parts.map { try $0.settled { _ in nil } })
    #expect(Set(settled.1.flatMap { $0.trials.map(\.key) }) == Set(settled.0.trials.map(\.key)))
    #expect(settled.1.map(\.shard) == [Shard(number: 1, of: 2), Shard(number: 2, of: 2)])
    let error = #expect(throws: ShardError.self) {
      _ = try ShardedPlan(plan, count: 3, library: testLibrary)
    }
    #expect(error == .tooMany(suite: "tiny", count: 3, units: 2, isTuned: true))
    #expect(
      error?.description
        == "suite tiny: found 3 shards for 2 units of work (a unit is a task with all arms and "
        + "seeds, as tuning needs them); expected at most 2; choose fewer shards")
  }

  @Test(
    "merged shards give the report of one machine, also of suites that tune or change labels",
    arguments: [false, true])
  func merged(isStudy: Bool) throws {
    var suite = Self.suite
    suite.seedCount = 2
    for index in suite.tasks.indices { suite.tasks[index].model.settings["width"] = 8 }
    if isStudy {
      suite.tuning = SuiteTuning(seedCount: 1, validation: 0.2)
      let grid = [0.01, 0.1].map { [SettingChange(part: .learningRate, name: "peak", value: $0)] }
      for index in suite.arms.indices { suite.arms[index].configurations = grid }
      suite.tasks[1].model = suite.tasks[0].model
      suite.tasks[1].labelNoise = LabelNoise(kind: .symmetric, rate: 0.2)
    }
    try withTemporaryFolder { folder in
      func run(_ plan: TrialPlan, _ name: String) throws -> ComparisonReport? {
        try makeRun(plan, in: folder.appending(path: name))
          .perform(jobs: 1, observer: Witness(), stop: StopRequest()).report
      }
      let plan = try TrialPlan(suite, library: testLibrary)
      var whole = try #require(try run(plan, "whole"))
      let folders = try (1...2).map { number in
        let shard = Shard(number: number, of: 2)
        let part = try #require(try run(plan.part(shard, library: testLibrary), "\(number)"))
        #expect(part.cells.count < whole.cells.count || !isStudy)
        return folder.appending(path: "\(number)")
      }
      // The order of the folders does not matter.
      let result = try RunMerge(
        of: folders.reversed(), into: folder.appending(path: "merged"), notify: { _ in }
      ).perform()
      var merged = result.report
      (whole.timings, merged.timings) = ([], [])
      #expect(merged == whole)
      #expect((merged.tuning?.count ?? 0) == (isStudy ? 4 : 0) && merged.shard == nil)
    }
  }

  @Test("the report of a shard says that it is a part, and with which command")
  func report() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(makeSuite(), library: testLibrary)
        .part(Shard(number: 2, of: 2), library: testLibrary)
      let result = try makeRun(plan, in: folder)
        .perform(jobs: 1, observer: Witness(), stop: StopRequest())
      #expect(result.recordedCount == 2)
      let report = try #require(result.report)
      #expect(report.shard == "2/2" && report.command == "bench run tiny --shard 2/2")
      let text = try String(contentsOf: folder.appending(path: "report.md"), encoding: .utf8)
      #expect(text.contains("**Part 2/2 of the suite"))
      #expect(try RunDescription(of: folder).shard == "2/2")
    }
  }

  private static func parts(_ plan: TrialPlan, _ count: Int) throws -> [[PlannedTrial]] {
    try ShardedPlan(plan, count: count, library: testLibrary).parts.map(\.trials)
  }

  /// Two models of unlike size, three seeds, two arms.
  private static let suite: Experiments.Suite = {
    var suite = makeSuite(seeds: 3)
    var second = suite.tasks[0]
    second.model = resolved(.models, "mlp-resnet", [:])
    suite.tasks.append(second)
    return suite
  }()
}
