import Core
import DataStore
import Foundation
import Records
import Reports
import ResultStore
import TestSupport
import Testing
import Training

@testable import Experiments

/// A run of stages has the records of a run of separate trials, whatever happens on the way.
@Suite("Runs of stages") struct StageRunTests {
  /// Five arms that part at several steps, two of them twins, on two seeds.
  private func suite(seeds: Int = 2, epochs: Int = 3) -> Suite {
    var suite = makeSuite(seeds: seeds, epochs: epochs)
    suite.tasks[0].optimizer = resolved(
      .optimizers, "adamw", ["averageDecay": 0.9, "weightDecay": 0.01])
    suite.arms += [
      SuiteArm(
        id: "late", loss: resolved(.losses, "mixed"),
        schedule: resolved(.mixingSchedules, "step", ["start": 0.8])),
      SuiteArm(
        id: "twin", loss: resolved(.losses, "mixed"),
        schedule: resolved(.mixingSchedules, "constant", ["alphaMax": 0])),
      SuiteArm(
        id: "focal", loss: resolved(.losses, "focal"),
        schedule: Component("constant", ["alphaMax": 0])),
    ]
    return suite
  }

  private func records(in folder: URL) throws -> [TrialRecord] {
    try StoredResults(of: folder, notify: { Issue.record("\($0)") }).records()
  }

  private func expectEqual(_ one: [TrialRecord], _ other: [TrialRecord]) {
    #expect(one.count == other.count)
    for (one, other) in zip(one, other) {
      let isEqual = one.equalIgnoringTiming(other)  // The records would fill the screen.
      #expect(isEqual, "\(one.spec.arm.id), seed \(one.spec.seed): \(one.outcome)")
    }
  }

  private func run(
    _ plan: TrialPlan, in folder: URL, stop: StopRequest = StopRequest(),
    observer: Witness = Witness(), _ change: (inout RunOptions) -> Void = { _ in }
  ) throws -> SuiteRun.Result {
    var options = RunOptions(jobs: 2)
    change(&options)
    return try makeRun(plan, in: folder).perform(options, observer: observer, stop: stop)
  }

  private func expectClean(_ folder: URL) throws {
    let all = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(!all.contains { $0.hasPrefix("checkpoints") || $0.hasSuffix(".part") }, "\(all)")
  }

  @Test("with and without sharing, one job and three, records are the same bits")
  func sharing() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(suite(), library: testLibrary)
      let alone = folder.appending(path: "alone")
      let result = try run(plan, in: alone) { $0.isShared = false }
      #expect(result.recordedCount == 10)
      #expect(result.cost.stepCount == result.cost.separateStepCount)
      let expected = try records(in: alone)
      for jobs in [1, 3] {
        let shared = folder.appending(path: "shared-\(jobs)")
        let result = try run(plan, in: shared) { $0.jobs = jobs }
        #expect(result.recordedCount == 10 && result.failedCount == 0)
        #expect(result.cost.stepCount < result.cost.separateStepCount * 8 / 10)
        #expect(result.cost.overheadFraction != nil)
        let found = try records(in: shared)
        expectEqual(found, expected)
        try expectClean(shared)
        // The parts that are attributed to trials add up to the steps that were trained.
        let steps = found.compactMap(\.timing.attributedSteps).reduce(0, +)
        #expect(abs(steps - Double(result.cost.stepCount)) < 1e-6)
        #expect(found.allSatisfy { $0.timing.standAloneSteps == plan.trials[0].stepCount })
        #expect(
          found.allSatisfy {
            $0.timing.attributedSeconds ?? .infinity <= $0.timing.trainingSeconds + 1e-9
          })
      }
    }
  }

  @Test("a run that is stopped again and again goes on inside its trials, to the same bits")
  func stopsAndGoesOn() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(suite(epochs: 8), library: testLibrary)
      let whole = folder.appending(path: "whole")
      _ = try run(plan, in: whole)
      let (expected, broken) = (try records(in: whole), folder.appending(path: "broken"))
      var (stops, checkpoints) = (0, 0)
      for life in 0..<400 {
        let stop = StopRequest()
        let timer = Thread {
          Thread.sleep(forTimeInterval: 0.02 + 0.001 * Double(life % 60))
          stop.make(signal: 15)
        }
        timer.start()
        // An interval of nothing: a checkpoint after every step.
        let result = try run(plan, in: broken, stop: stop) {
          $0.checkpointInterval = life % 3 == 0 ? .zero : .seconds(20)
          $0.jobs = 1 + life % 2
        }
        if result.report != nil { break }
        stops += 1
        checkpoints += CheckpointFolder(of: broken).names().count
      }
      #expect(stops > 2 && checkpoints > 2)
      expectEqual(try records(in: broken), expected)
      try expectClean(broken)
    }
  }

  @Test("checkpoints of one process serve another that shares otherwise, and damage is noticed")
  func otherTrees() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(suite(seeds: 1, epochs: 8), library: testLibrary)
      let whole = folder.appending(path: "whole")
      _ = try run(plan, in: whole)
      let (broken, stop, witness) = (folder.appending(path: "broken"), StopRequest(), Witness())
      witness.stopAfter = (count: 1, stop: stop)
      _ = try run(plan, in: broken, stop: stop, observer: witness)
      let names = CheckpointFolder(of: broken).names()
      #expect(!names.isEmpty && names.allSatisfy { $0.step > 0 })
      // Fewer trials make another tree; a damaged checkpoint is only lost time.
      let victim = CheckpointFolder(of: broken).file(names[0])
      try Data(contentsOf: victim).dropLast(5).write(to: victim)
      let notes = Witness()
      _ = try run(plan, in: broken, observer: notes)
      #expect(notes.notes.allSatisfy { $0.contains(victim.lastPathComponent) })
      expectEqual(try records(in: broken), try records(in: whole))
      try expectClean(broken)
    }
  }

  @Test(
    "a trial that takes too long or too much memory is recorded as failed, and tried again if asked"
  )
  func limits() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(suite(seeds: 1), library: testLibrary)
      let late = folder.appending(path: "late")
      let result = try run(plan, in: late) { $0.timeLimit = .microseconds(1) }
      #expect(result.recordedCount == 5 && result.failedCount == 5)
      for record in try records(in: late) {
        #expect(
          record.outcome
            == .failed(.timeLimit, reason: "took longer than the time limit of 0.000001 s"))
        #expect(record.curve.isEmpty && record.test == nil)
      }
      let gaps = try #require(result.report).cells[0].arms.flatMap(\.gaps)
      #expect(gaps.count == 5 && gaps.allSatisfy { $0.kind == .failed })
      // Failures stay until they are asked for.
      let again = try run(plan, in: late)
      #expect(again.reusedCount == 5 && again.recordedCount == 0 && again.failedCount == 5)
      let retried = try run(plan, in: late) { $0.retriesFailed = true }
      #expect(retried.recordedCount == 5 && retried.failedCount == 0)

      let small = folder.appending(path: "small")
      let poor = try run(plan, in: small) { $0.memoryBytes = 1000 }
      #expect(poor.failedCount == 5)
      for record in try records(in: small) {
        guard case .failed(.memory, let reason) = record.outcome else {
          Issue.record("\(record.outcome)")
          continue
        }
        #expect(reason.contains("expected at most 1000 B; give more with --memory"))
      }
      let rich = try run(plan, in: small) { $0.retriesFailed = true }
      #expect(rich.failedCount == 0)
      expectEqual(try records(in: small), try records(in: late))
      try expectClean(late)
      try expectClean(small)
    }
  }

  @Test("memory for one network lets one stage run at a time, to the same bits")
  func tightMemory() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(suite(), library: testLibrary)
      let pass = try StagePass(
        plan.trials, in: folder, library: testLibrary, options: RunOptions(jobs: 3), note: { _ in })
      let need = pass.workload.bytes(of: 0)
      _ = try run(plan, in: folder.appending(path: "a")) { $0.memoryBytes = need }
      _ = try run(plan, in: folder.appending(path: "b"))
      expectEqual(
        try records(in: folder.appending(path: "a")), try records(in: folder.appending(path: "b")))
    }
  }

  @Test("trials under which the process died five times at one step are recorded as crashed")
  func crashes() throws {
    try withTemporaryFolder { folder in
      let plan = try TrialPlan(suite(seeds: 1), library: testLibrary)
      let tree = try StageTree(plan.trials)
      let names = StageNames(tree, isShared: true)
      let focal = try #require(tree.roots.last)
      // Processes that began with the stage and never ended it.
      for _ in 0..<AttemptLog.mostDeaths {
        AttemptLog(in: CheckpointFolder(of: folder)).begin(names.name(of: focal), at: 0)
      }
      let result = try run(plan, in: folder)
      #expect(result.recordedCount == 5 && result.failedCount == 1)
      let crashed = try records(in: folder).filter { $0.outcome.isFailure }
      #expect(crashed.map(\.spec.arm.id) == ["focal"])
      guard case .failed(.crash, let reason) = try #require(crashed.first).outcome else {
        Issue.record("\(crashed)")
        return
      }
      #expect(reason.hasPrefix("the process died 5 times at step 0"))
      try expectClean(folder)
      let retried = try run(plan, in: folder) { $0.retriesFailed = true }
      #expect(retried.failedCount == 0)
    }
  }

  @Test("deaths count only without progress, and only where a stage was under way")
  func attempts() throws {
    try withTemporaryFolder { folder in
      let checkpoints = CheckpointFolder(of: folder)
      func log() -> AttemptLog { AttemptLog(in: checkpoints) }
      log().begin("a", at: 5)
      log().begin("a", at: 5)
      #expect(log().deaths(of: "a", at: 5) == 2)
      #expect(log().deaths(of: "a", at: 5) == 2, "a stage that was not begun has not died again")
      log().begin("a", at: 9)
      #expect(log().deaths(of: "a", at: 9) == 1 && log().deaths(of: "a", at: 5) == 0)
      let last = log()
      last.end("a")
      #expect(log().deaths(of: "a", at: 9) == 0 && checkpoints.contents().isEmpty)
    }
  }

  @Test("a diverged stretch ends every trial that needs it, at the step of one trained alone")
  func divergence() throws {
    try withTemporaryFolder { folder in
      var wild = suite(seeds: 1)
      wild.tasks[0].optimizer = resolved(
        .optimizers, "sgd", ["momentum": 0.9, "weightDecay": 1])
      wild.tasks[0].learningRate = resolved(.learningRates, "constant", ["peak": 100])
      let plan = try TrialPlan(wild, library: testLibrary)
      let (shared, alone) = (folder.appending(path: "a"), folder.appending(path: "b"))
      let result = try run(plan, in: shared)
      #expect(result.recordedCount == 5 && result.failedCount == 0)
      _ = try run(plan, in: alone) { $0.isShared = false }
      let found = try records(in: shared)
      #expect(found.contains { if case .diverged = $0.outcome { true } else { false } })
      expectEqual(found, try records(in: alone))
      try expectClean(shared)
      #expect(try run(plan, in: shared) { $0.retriesFailed = true }.recordedCount == 0)
    }
  }

  @Test("where a file system locks no folders, a file in the folder is locked")
  func lockFile() throws {
    try withTemporaryFolder { folder in
      let lock = try RunLock(folder, locksFolders: false)
      #expect(throws: RunError.busy(path: folder.path)) {
        _ = try RunLock(folder, locksFolders: false)
      }
      withExtendedLifetime(lock) {}
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [".lock"])
    }
    try withTemporaryFolder { folder in
      let first = try RunLock(folder)
      withExtendedLifetime(first) {}
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test("a second process in the same folder is refused in one line")
  func busy() throws {
    try withTemporaryFolder { folder in
      let lock = try RunLock(folder)
      let plan = try TrialPlan(suite(seeds: 1), library: testLibrary)
      #expect(throws: RunError.busy(path: folder.path)) { _ = try run(plan, in: folder) }
      withExtendedLifetime(lock) {}
      #expect(
        RunError.busy(path: "x").description
          == "x: another process runs trials in this folder; wait for its end or choose another "
          + "folder with --out")
    }
  }
}

@Suite("Order of stages") struct StageSchedulerTests {
  private func workload(_ suite: Suite) throws -> StageWorkload {
    let tree = try StageTree(TrialPlan(suite, library: testLibrary).trials)
    return try StageWorkload(
      StagePlan(tree, checkpoints: tree.stages.map { _ in nil }), library: testLibrary)
  }

  private func next(_ scheduler: StageScheduler, _ worker: Int = 0) -> Int? {
    if case .job(let job) = scheduler.turn(of: worker) { job.stage } else { nil }
  }

  @Test("the longest path comes first, and equal ones seed by seed")
  func order() throws {
    var suite = makeSuite()
    var long = suite.tasks[0]
    long.model = resolved(.models, "mlp", ["width": 64])
    suite.tasks.append(long)
    let workload = try workload(suite)
    let scheduler = StageScheduler(workload, workers: 1, memoryBytes: .max / 4)
    var leaders: [TrialSpec] = []
    while let stage = next(scheduler) {
      leaders.append(workload.plan.tree.trials[workload.plan.tree.stages[stage].leader].spec)
      scheduler.strike([stage])
      scheduler.rest()
    }
    #expect(leaders.map { $0.model["width"] } == [64, 64, 8, 8])
    #expect(leaders.map(\.seed) == [1, 2, 1, 2])
  }

  @Test("what has begun goes on before anything begins, unless the end of the run waits for it")
  func begunFirst() throws {
    let workload = try workload(makeSuite(seeds: 6))
    let scheduler = StageScheduler(workload, workers: 2, memoryBytes: .max / 4)
    let first = try #require(next(scheduler))
    let children = workload.plan.followers[first]
    #expect(children.count == 2)
    scheduler.add([StageJob(stage: children[1], start: .initial)])
    #expect(next(scheduler, 1) == children[1])
  }

  @Test("a stage waits for its memory, and a kept network makes room")
  func memory() throws {
    let workload = try workload(makeSuite(seeds: 3))
    let bytes = workload.bytes(of: 0)
    let scheduler = StageScheduler(workload, workers: 2, memoryBytes: bytes * 3 / 2)
    #expect(next(scheduler, 0) != nil)
    guard case .wait = scheduler.turn(of: 1) else {
      Issue.record("two networks do not fit")
      return
    }
    scheduler.rest()
    guard case .wait = scheduler.turn(of: 1) else {
      Issue.record("the first worker keeps its network")
      return
    }
    // The first worker goes on with what it keeps.
    guard case .job = scheduler.turn(of: 0) else {
      Issue.record("a kept network fits")
      return
    }
  }

  @Test("after a stage that ran alone, others run beside the next one again")
  func aloneOnce() throws {
    let workload = try workload(makeSuite(seeds: 3))
    let first = try #require(workload.plan.ready.min { workload.rank($0) < workload.rank($1) })
    let scheduler = StageScheduler(
      workload, workers: 2, memoryBytes: workload.bytes(of: 0) * 3,
      isAlone: { [stage = first.stage] in $0.stage == stage })
    #expect(next(scheduler, 0) == first.stage)
    #expect(next(scheduler, 1) == nil, "nothing runs beside it")
    scheduler.rest()
    guard case .job = scheduler.turn(of: 0) else {
      Issue.record("the worker goes on")
      return
    }
    #expect(next(scheduler, 1) != nil)
  }

  @Test("amounts of memory are read and written")
  func amounts() {
    #expect(ByteCount.parse("8G") == 8 << 30 && ByteCount.parse("1.5MiB") == 3 << 19)
    #expect(ByteCount.parse("100") == 100 && ByteCount.parse("64kb") == 64 << 10)
    for text in ["", "G", "-1", "5X", "1e9", "0"] { #expect(ByteCount.parse(text) == nil) }
    #expect(ByteCount.text(3 << 29) == "1.5 GiB" && ByteCount.text(12) == "12 B")
    #expect(Machine.availableMemory > 0)
  }
}
