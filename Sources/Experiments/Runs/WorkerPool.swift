import Dispatch
import Foundation
import Records
import Synchronization
import Training

/// Threads that take trials from a queue, one trial at a time each.
///
/// Threads of our own: a trial blocks for minutes, which a cooperative pool must not. Each stores
/// what it finishes before it tells anyone, so a crash loses only the trials under way.
final class WorkerPool: Sendable {
  /// What a worker did.
  enum Event: Sendable {
    /// A trial has ended, and its record, if it has one, is stored.
    case finished(FinishedTrial)
    /// A worker has no more to do.
    case ended
  }

  /// Where each worker stands.
  let gauges: [WorkerGauge]
  /// The trials.
  let queue: TrialQueue
  private let runner: TrialRunner
  private let sink: any TrialSink
  private let stop: StopRequest
  private let next = Atomic<Int>(0)
  private let events = Mutex<[Event]>([])
  private let wake = DispatchSemaphore(value: 0)

  /// Creates workers; they start with ``start()``.
  init(
    _ queue: TrialQueue, workers: Int, runner: TrialRunner, sink: any TrialSink, stop: StopRequest
  ) {
    self.queue = queue
    self.runner = runner
    self.sink = sink
    self.stop = stop
    gauges = (0..<min(workers, queue.jobs.count)).map { _ in WorkerGauge() }
  }

  /// Starts the threads.
  func start() {
    for gauge in gauges {
      let thread = Thread { self.work(gauge) }
      thread.stackSize = 16 << 20  // Kernels keep tiles on the stack; the default may be small.
      thread.start()
    }
  }

  /// Returns what happened since the last call, waiting for a quarter of a second at most.
  func waitForEvents() -> [Event] {
    _ = wake.wait(timeout: .now() + .milliseconds(250))
    return events.withLock { events in
      defer { events = [] }
      return events
    }
  }

  private func work(_ gauge: WorkerGauge) {
    while !stop.isMade {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < queue.jobs.count else { break }
      gauge.begin(job: index)
      if let result = result(of: queue.jobs[index], gauge) { post(.finished(result)) }
      gauge.rest()
    }
    post(.ended)
  }

  /// Returns how a trial ended, or nil when it was asked to stop.
  private func result(of job: TrialQueue.Job, _ gauge: WorkerGauge) -> FinishedTrial? {
    do {
      let matched = try job.trial.spec.matchedTrial.flatMap { try sink.record(forKey: $0) }
      let record = try runner.record(
        of: job.trial, on: job.dataset, matched: matched, stop: stop,
        progress: { gauge.advance(to: $0) })
      try sink.store(record)
      return FinishedTrial(trial: job.trial, result: .recorded(record))
    } catch TrainingError.interrupted {
      return nil
    } catch {
      return FinishedTrial(trial: job.trial, result: .failed(reason: "\(error)"))
    }
  }

  private func post(_ event: Event) {
    events.withLock { $0.append(event) }
    wake.signal()
  }
}
