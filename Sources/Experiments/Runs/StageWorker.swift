import DataStore
import Engine
import Foundation
import Records
import ResultStore
import Training

/// One worker's way through stages: a stage, then one of those that follow it with the same network.
///
/// It lives in one thread. What it holds between two stages is the network, for reuse.
final class StageWorker {
  /// Why a stage does not reach its end.
  private enum Ending: Error {
    case interrupted
    case diverged(step: Int)
    case failed(TrialRecord.FailureCause, reason: String)
  }

  private let context: StageContext
  private let gauge: WorkerGauge
  private let offer: ([StageJob]) -> Void
  private let post: (WorkerPool.Event) -> Void
  private let clock = ContinuousClock()

  private var loop: TrainingLoop?
  /// What the loop trains on; all stages that a loop goes through have the same.
  private var dataset: PreparedDataset?
  private var cost = PathCost()
  private var moment = RecordMaker.Moment()
  /// The checkpoints from which the work under way would start again.
  private var claims: [CheckpointName] = []
  private var hasComplained = false

  /// Creates a worker.
  ///
  /// - Parameters:
  ///   - context: what it works on.
  ///   - gauge: where it shows where it stands.
  ///   - offer: given the stages that others may take.
  ///   - post: told what happened.
  init(
    _ context: StageContext, gauge: WorkerGauge, offer: @escaping ([StageJob]) -> Void,
    post: @escaping (WorkerPool.Event) -> Void
  ) {
    self.context = context
    self.gauge = gauge
    self.offer = offer
    self.post = post
  }

  /// Gives the kept network up.
  func dropNetwork() { (loop, dataset) = (nil, nil) }

  /// Runs a stage and, one after the other, one that follows it, until none does.
  func run(_ job: StageJob) {
    var next: StageJob? = job
    var isLive = false
    while let current = next {
      let start = clock.now
      next = perform(current, isLive: isLive)
      isLive = true
      gauge.addBusy(clock.now - start)
      gauge.rest()
    }
  }

  /// Runs a stage; returns the one that goes on with the network as it is, if one does.
  private func perform(_ job: StageJob, isLive: Bool) -> StageJob? {
    let stage = context.tree.stages[job.stage]
    let name = context.names.name(of: job.stage)
    defer { context.attempts.end(name) }
    let step = isLive ? loop?.step ?? 0 : context.firstStep(of: job)
    let (hasDied, deaths) = (
      context.attempts.hasDied(name), context.attempts.deaths(of: name, at: step)
    )
    do {
      context.attempts.begin(name, at: step)
      if isLive {
        try loop?.fork(as: context.tree.trials[stage.leader].spec)
      } else {
        try begin(job, deaths: deaths)
      }
      gauge.begin(stage: job.stage, at: step)
      try train(job.stage, hasDied: hasDied)
      let next = try fork(job.stage)
      let isKept = try score(job.stage)
      if next == nil, isKept { giveUpClaims() }
      post(.stages([job.stage]))
      return next
    } catch Ending.interrupted {
      keepState(of: job.stage)  // Only a stage that has begun is asked to stop.
    } catch Ending.diverged(let step) {
      end(job.stage, as: .diverged(step: step))
    } catch Ending.failed(let cause, let reason) {
      end(job.stage, as: .failed(cause, reason: reason))
    } catch {
      end(job.stage, as: .failed(.error, reason: "\(error)"))
    }
    return nil
  }

  // MARK: A stage

  /// Puts the loop where the stage starts.
  private func begin(_ job: StageJob, deaths: Int) throws {
    let trial = context.tree.trials[context.tree.stages[job.stage].leader]
    (claims, cost, moment) = ([], PathCost(), RecordMaker.Moment())
    if case .file(let name) = job.start { claims = [name] }
    try checkMemory(job.stage)
    guard deaths < AttemptLog.mostDeaths else {
      throw Ending.failed(
        .crash,
        reason: "the process died \(AttemptLog.mostDeaths) times at step "
          + "\(context.firstStep(of: job)) or soon after, the last time with nothing beside it")
    }
    let kept = loop.map { CompilationKey($0.spec) }
    var network = kept == CompilationKey(trial.spec) ? loop?.network : nil
    dropNetwork()  // A network of another kind is freed before the next is compiled.
    let dataset = try context.workload.dataset(of: job.stage)
    // Words and columns are counted without what is held out, which each seed draws anew.
    if network?.network.input != dataset.shape { network = nil }
    self.dataset = dataset
    let matched = try trial.spec.matchedTrial.flatMap { try context.sink.record(forKey: $0) }
    loop = try TrainingLoop(
      trial.spec, on: dataset, matched: matched?.curve, reusing: network)
    switch job.start {
    case .initial: break
    case .file(let name):
      let file = context.folder.file(name)
      try restore(TrainingSnapshot(of: file), path: file.path)
    case .memory(let snapshot): try restore(snapshot, path: "a fork in memory")
    }
  }

  private func restore(_ snapshot: TrainingSnapshot, path: String) throws {
    try loop?.restore(snapshot, path: path)
    cost =
      snapshot.notes["cost"].flatMap {
        try? JSONDecoder().decode(PathCost.self, from: Data($0.utf8))
      } ?? PathCost()
  }

  private func checkMemory(_ stage: Int) throws {
    let need = context.workload.bytes(of: stage)
    guard need <= context.memoryBytes else {
      throw Ending.failed(
        .memory,
        reason: "needs \(ByteCount.text(need)) of memory; expected at most "
          + "\(ByteCount.text(context.memoryBytes)); give more with --memory, or make its batch "
          + "smaller")
    }
  }

  /// Trains to the end of a stage, with a checkpoint now and then.
  ///
  /// The first comes early and the next ones ever later, so that a short-lived process gets on too.
  private func train(_ index: Int, hasDied: Bool) throws {
    guard var loop = self.loop else { return }
    self.loop = nil  // One owner, so that a step copies nothing.
    defer { self.loop = loop }
    let stage = context.tree.stages[index]
    let sharers = max(1, context.workload.plan.trials(dependingOn: index).count)
    let longest = context.options.checkpointInterval
    var interval = hasDied ? .zero : min(longest, .seconds(2))
    var (since, first) = (clock.now, loop.step)
    var checkpointAt = since + interval
    func settle() {
      let now = clock.now
      cost.add(now - since, steps: loop.step - first, sharedBy: sharers)
      gauge.addTraining(now - since)
      (since, first) = (now, loop.step)
    }
    defer { settle() }
    let timeLimit = context.options.timeLimit.map { $0 / .seconds(1) }
    while loop.step < stage.steps.upperBound {
      if context.stop.isMade { throw Ending.interrupted }
      guard try loop.advance() else { throw Ending.diverged(step: loop.step) }
      gauge.advance(to: loop.step)
      let now = clock.now
      if let timeLimit, cost.standAloneSeconds + (now - since) / .seconds(1) > timeLimit {
        throw Ending.failed(.timeLimit, reason: Self.timeReason(timeLimit))
      }
      if now >= checkpointAt, loop.step < stage.steps.upperBound {
        settle()
        do {
          replaceClaims(by: try write(loop, of: index, holders: 1))
        } catch {
          complain(error)  // The stretch goes on; it only has more to lose.
        }
        interval = min(longest, max(.milliseconds(20), interval * 2))
        (since, checkpointAt) = (clock.now, clock.now + interval)
      }
    }
  }

  private static func timeReason(_ seconds: Double) -> String {
    "took longer than the time limit of \(seconds.formatted()) s"
  }

  /// Hands the stage's end to those that follow; returns the one that goes on here.
  ///
  /// A fork that cannot be written, on a full disk, is handed on in memory.
  private func fork(_ index: Int) throws -> StageJob? {
    let followers = context.workload.plan.followers[index].sorted {
      let work = context.workload
      return (-work.path(of: $0), $0) < (-work.path(of: $1), $1)
    }
    guard let first = followers.first, let loop else { return nil }
    guard followers.count > 1 else { return StageJob(stage: first, start: .initial) }
    do {
      let name = try write(loop, of: index, holders: followers.count)
      replaceClaims(by: name)
      offer(followers.dropFirst().map { StageJob(stage: $0, start: .file(name)) })
    } catch {
      complain(error)
      let snapshot = try snapshot(of: loop)
      offer(followers.dropFirst().map { StageJob(stage: $0, start: .memory(snapshot)) })
    }
    return StageJob(stage: first, start: .initial)
  }

  /// Scores and stores the trials that end with a stage; returns whether every record was stored.
  private func score(_ index: Int) throws -> Bool {
    let trials = context.tree.stages[index].endings
    guard !trials.isEmpty, let loop, let dataset else { return true }
    let start = clock.now
    let left = context.options.timeLimit.map { $0 - .seconds(cost.standAloneSeconds) }
    func isLate() -> Bool { left.map { clock.now - start > $0 } ?? false }
    do {
      let result = try TrialTraining.score(
        loop, on: dataset, shouldStop: { context.stop.isMade || isLate() })
      gauge.addEvaluation(result.evaluationTime)
      return store(trials) { context.maker.record(of: $0, result, cost: cost, since: moment) }
    } catch TrainingError.interrupted {
      if context.stop.isMade { throw Ending.interrupted }
      let limit = (context.options.timeLimit ?? .zero) / .seconds(1)
      return store(trials) {
        context.maker.record(
          of: $0, .timeLimit, reason: Self.timeReason(limit), cost: cost, since: moment)
      }
    } catch {
      return store(trials) {
        context.maker.record(of: $0, .error, reason: "\(error)", cost: cost, since: moment)
      }
    }
  }

  /// Records every trial that cannot end any more.
  private func end(_ index: Int, as outcome: TrialRecord.Outcome) {
    var result = TrainingResult(outcome: outcome)
    if case .diverged(let step) = outcome, let loop, let dataset {
      result = TrialTraining.diverged(loop, at: step, on: dataset)
    }
    let isKept = store(context.workload.plan.trials(dependingOn: index)) {
      context.maker.record(of: $0, result, cost: cost, since: moment)
    }
    if isKept { giveUpClaims() }
    post(.stages(context.workload.plan.stages(dependingOn: index)))
  }

  /// Stores records and tells of them; returns whether all could be stored.
  private func store(_ trials: [Int], _ make: (PlannedTrial) -> TrialRecord) -> Bool {
    var isKept = true
    for trial in trials.map({ context.tree.trials[$0] }) {
      var record = make(trial)
      do {
        do {
          try context.sink.store(record)
        } catch StoreError.record(let error) {
          // Another try would end in the same numbers, so that is what came of the trial.
          record = context.maker.record(
            of: trial, .error, reason: "\(error)", cost: cost, since: moment)
          try context.sink.store(record)
        }
        post(.finished(FinishedTrial(trial: trial, result: .recorded(record))))
      } catch {
        isKept = false
        if case StoreError.full = error { context.stop.giveUp() }
        post(.finished(FinishedTrial(trial: trial, result: .failed(reason: "\(error)"))))
      }
    }
    return isKept
  }

  // MARK: Checkpoints

  private func snapshot(of loop: TrainingLoop) throws -> TrainingSnapshot {
    var snapshot = try loop.capture()
    snapshot.notes["cost"] = String(decoding: try JSONEncoder().encode(cost), as: UTF8.self)
    return snapshot
  }

  private func write(_ loop: TrainingLoop, of stage: Int, holders: Int) throws -> CheckpointName {
    let name = try context.names.name(of: stage, at: loop.step)
    try context.folder.write(try snapshot(of: loop), as: name, holders: holders)
    return name
  }

  /// Keeps the state of a stage that was asked to stop; without room, an earlier checkpoint stays.
  private func keepState(of stage: Int) {
    guard let loop, let name = try? context.names.name(of: stage, at: loop.step),
      loop.step > 0, !claims.contains(name)
    else { return }
    do {
      replaceClaims(by: try write(loop, of: stage, holders: 1))
    } catch {
      complain(error)
    }
  }

  /// Says once that checkpoints cannot be written.
  private func complain(_ error: any Error) {
    if !hasComplained { post(.noted("\(error); the run goes on without this checkpoint")) }
    hasComplained = true
  }

  private func replaceClaims(by name: CheckpointName) {
    context.folder.release(claims)
    claims = [name]
  }

  private func giveUpClaims() {
    context.folder.release(claims)
    claims = []
  }
}
