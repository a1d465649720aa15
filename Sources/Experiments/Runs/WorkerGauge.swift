import Synchronization

/// Where a worker stands: written by its thread without a lock, read by the thread that shows it.
final class WorkerGauge: Sendable {
  private let jobIndex = Atomic<Int>(-1)
  private let steps = Atomic<Int>(0)

  /// Marks the start of a trial.
  func begin(job: Int) {
    steps.store(0, ordering: .relaxed)
    jobIndex.store(job, ordering: .relaxed)
  }

  /// Marks finished steps.
  func advance(to step: Int) { steps.store(step, ordering: .relaxed) }

  /// Marks the end of a trial.
  func rest() { jobIndex.store(-1, ordering: .relaxed) }

  /// The trial in the queue and its finished steps; nil between trials.
  var position: (job: Int, step: Int)? {
    let job = jobIndex.load(ordering: .relaxed)
    return job < 0 ? nil : (job, steps.load(ordering: .relaxed))
  }
}
