import Dispatch
import Foundation
import Records
import Synchronization
import Training

/// Threads that take stages from a scheduler, one at a time each.
///
/// Threads of our own: a stage blocks for minutes, which a cooperative pool must not. Each stores
/// what it finishes before it tells anyone, so a crash loses only what is under way.
final class WorkerPool: Sendable {
  /// What a worker did.
  enum Event: Sendable {
    /// A trial has ended, and its record, if it has one, is stored.
    case finished(FinishedTrial)
    /// Stages have ended, or will not run any more.
    case stages([Int])
    /// Something that people should know.
    case noted(String)
    /// A worker has no more to do.
    case ended
  }

  /// Where each worker stands.
  let gauges: [WorkerGauge]
  /// What is worked on.
  let context: StageContext
  private let scheduler: StageScheduler
  private let events = Mutex<[Event]>([])
  private let wake = DispatchSemaphore(value: 0)
  private let change = DispatchSemaphore(value: 0)

  /// Creates workers; they start with ``start()``.
  init(_ context: StageContext) {
    self.context = context
    let stageCount = context.workload.plan.isNeeded.count { $0 }
    let count = min(context.options.jobs, stageCount)
    gauges = (0..<count).map { _ in WorkerGauge() }
    scheduler = StageScheduler(
      context.workload, workers: count, memoryBytes: context.memoryBytes,
      isAlone: { context.deaths(of: $0) >= AttemptLog.deathsToRunAlone })
  }

  /// Starts the threads.
  func start() {
    for worker in gauges.indices {
      let thread = Thread { self.work(worker) }
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

  private func work(_ index: Int) {
    let worker = StageWorker(
      context, gauge: gauges[index],
      offer: { jobs in
        self.scheduler.add(jobs)
        self.tellAll()
      }, post: { self.post($0) })
    loop: while !context.stop.isMade {
      switch scheduler.turn(of: index) {
      case .job(let job):
        worker.run(job)
        scheduler.rest()
        tellAll()
      case .makeRoom:
        worker.dropNetwork()
        tellAll()
      case .wait: _ = change.wait(timeout: .now() + .milliseconds(100))
      case .done: break loop
      }
    }
    post(.ended)
  }

  /// Wakes the workers that wait for a stage or for memory.
  private func tellAll() { for _ in gauges { change.signal() } }

  private func post(_ event: Event) {
    if case .stages(let stages) = event { scheduler.strike(stages) }
    events.withLock { $0.append(event) }
    wake.signal()
  }
}
