import Records

/// Counts what the workers of a run report.
struct RunTally {
  /// Trials recorded, diverged ones included.
  private(set) var recordedCount = 0
  /// Trials that ended in an error.
  private(set) var failures: [RunDescription.Failure] = []

  private let queue: TrialQueue
  private let totalWork: Double
  private var finishedWork = 0.0
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let works: [String: Double]

  /// Starts to count.
  init(_ queue: TrialQueue) {
    self.queue = queue
    totalWork = queue.jobs.reduce(0) { $0 + $1.work }
    works = Dictionary(
      queue.jobs.map { ($0.trial.key, $0.work) }, uniquingKeysWith: { first, _ in first })
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
        case .ended: running -= 1
        }
      }
      observer.progressed(snapshot(of: pool))
    }
    observer.ended()
  }

  private mutating func add(_ trial: FinishedTrial) {
    finishedWork += works[trial.trial.key] ?? 0
    switch trial.result {
    case .recorded: recordedCount += 1
    case .failed(let reason):
      failures.append(RunDescription.Failure(key: trial.trial.key, reason: reason))
    }
  }

  private func snapshot(of pool: WorkerPool) -> RunSnapshot {
    var done = finishedWork
    let workers = pool.gauges.map { gauge -> RunSnapshot.Trial? in
      guard let (job, step) = gauge.position else { return nil }
      let trial = queue.jobs[job].trial
      done +=
        queue.jobs[job].work * TrialCost.trainingShare(of: trial) * Double(step)
        / Double(trial.stepCount)
      return RunSnapshot.Trial(trial: trial, finishedSteps: step)
    }
    return RunSnapshot(
      workers: workers, finishedCount: finishedCount, totalCount: queue.jobs.count,
      doneFraction: totalWork > 0 ? min(1, done / totalWork) : 1, elapsed: clock.now - start)
  }
}
