import Synchronization

/// Where a worker stands: written by its thread without a lock, read by the thread that shows it.
final class WorkerGauge: Sendable {
  private let stageIndex = Atomic<Int>(-1)
  private let steps = Atomic<Int>(0)
  private let trainingNanoseconds = Atomic<Int>(0)
  private let evaluationNanoseconds = Atomic<Int>(0)
  private let busyNanoseconds = Atomic<Int>(0)

  /// Marks the start of a stage, at a step.
  func begin(stage: Int, at step: Int) {
    steps.store(step, ordering: .relaxed)
    stageIndex.store(stage, ordering: .relaxed)
  }

  /// Marks finished steps.
  func advance(to step: Int) { steps.store(step, ordering: .relaxed) }

  /// Marks the end of a stage.
  func rest() { stageIndex.store(-1, ordering: .relaxed) }

  /// The stage in the tree and its finished steps; nil between stages.
  var position: (stage: Int, step: Int)? {
    let stage = stageIndex.load(ordering: .relaxed)
    return stage < 0 ? nil : (stage, steps.load(ordering: .relaxed))
  }

  /// Counts time spent in training steps.
  func addTraining(_ time: Duration) { Self.add(time, to: trainingNanoseconds) }

  /// Counts time spent in evaluation.
  func addEvaluation(_ time: Duration) { Self.add(time, to: evaluationNanoseconds) }

  /// Counts time from the start of a stage to its end.
  func addBusy(_ time: Duration) { Self.add(time, to: busyNanoseconds) }

  /// The time spent so far in steps, in evaluation, and on stages in all.
  var times: (training: Duration, evaluation: Duration, busy: Duration) {
    (
      .nanoseconds(trainingNanoseconds.load(ordering: .relaxed)),
      .nanoseconds(evaluationNanoseconds.load(ordering: .relaxed)),
      .nanoseconds(busyNanoseconds.load(ordering: .relaxed))
    )
  }

  private static func add(_ time: Duration, to counter: borrowing Atomic<Int>) {
    counter.add(Int(time / .nanoseconds(1)), ordering: .relaxed)
  }
}
