import Records

/// Counts what the workers of a run report.
struct RunTally {
  /// Trials recorded, those that diverged or failed included.
  private(set) var recordedCount = 0
  /// Trials recorded as failed.
  private(set) var failedCount = 0
  /// Trials whose record could not be stored.
  private(set) var failures: [RunDescription.Failure] = []

  private let workload: StageWorkload
  private let trialCount: Int
  private var finishedWork = 0.0
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  /// Starts to count.
  init(_ workload: StageWorkload) {
    self.workload = workload
    trialCount = workload.plan.tree.trials.count
    start = clock.now
  }

  /// Trials that ended, one way or another.
  var finishedCount: Int { recordedCount + failures.count }

  /// Starts the workers and returns when all of them have ended.
  mutating func follow(_ pool: WorkerPool, _ observer: any RunObserver) {
    pool.start()
    var running = pool.gauges.count
    while running > 0 {
      for event in pool.waitForEvents() {
        switch event {
        case .finished(let trial):
          add(trial)
          observer.finished(trial, snapshot(of: pool))
        case .stages(let stages):
          finishedWork += stages.reduce(0) { $0 + workload.work(of: $1) }
        case .noted(let text): observer.noted(text)
        case .ended: running -= 1
        }
      }
      observer.progressed(snapshot(of: pool))
    }
    observer.ended()
  }

  /// Where the workers' time went.
  func cost(of pool: WorkerPool, setUp: Duration) -> RunCost {
    var cost = RunCost()
    cost.workers = pool.gauges.count
    cost.setUp = setUp
    cost.wall = clock.now - start
    for times in pool.gauges.map(\.times) {
      cost.training += times.training
      cost.evaluation += times.evaluation
      cost.busy += times.busy
    }
    cost.stepCount = workload.stepCount
    cost.separateStepCount = workload.plan.tree.separateStepCount
    return cost
  }

  private mutating func add(_ trial: FinishedTrial) {
    switch trial.result {
    case .recorded(let record):
      recordedCount += 1
      if record.outcome.isFailure { failedCount += 1 }
    case .failed(let reason):
      failures.append(RunDescription.Failure(key: trial.trial.key, reason: reason))
    }
  }

  private func snapshot(of pool: WorkerPool) -> RunSnapshot {
    var done = finishedWork
    let tree = workload.plan.tree
    let workers = pool.gauges.map { gauge -> RunSnapshot.Trial? in
      guard let (index, step) = gauge.position else { return nil }
      done += workload.work(of: index, until: step)
      let stage = tree.stages[index]
      return RunSnapshot.Trial(
        trial: tree.trials[stage.leader], finishedSteps: step,
        sharerCount: stage.trials.count - 1)
    }
    let total = workload.totalWork
    return RunSnapshot(
      workers: workers, finishedCount: finishedCount, totalCount: trialCount,
      doneFraction: total > 0 ? min(1, done / total) : 1, elapsed: clock.now - start)
  }
}
