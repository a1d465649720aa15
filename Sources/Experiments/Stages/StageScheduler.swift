import Synchronization

/// Gives ready stages to workers: what decides the end of the run first, within the memory there is.
///
/// A stage with as much work on its longest path as is left for each worker must not wait. Otherwise
/// what has begun goes on before anything new begins, so that few checkpoints wait at forks; among
/// equals the longest path comes first, then the lower seed. The order decides only when a stage
/// runs, never a result.
final class StageScheduler: Sendable {
  /// What a worker does next.
  enum Turn: Sendable {
    /// Run a stage.
    case job(StageJob)
    /// Give up the network that is kept for reuse: a stage waits for its memory.
    case makeRoom
    /// Ask again a little later.
    case wait
    /// There is no more to do.
    case done
  }

  private struct State {
    /// Stages that go on, and stages that start from initial weights; each in the order of ranks.
    var begun: [StageJob] = []
    var fresh: [StageJob] = []
    var running = 0
    /// What each worker's network takes, also between two stages.
    var bytes: [Int]
    var workLeft: Double
  }

  private let workload: StageWorkload
  private let memoryBytes: Int
  private let isAlone: @Sendable (StageJob) -> Bool
  private let state: Mutex<State>

  /// Creates a scheduler.
  ///
  /// - Parameters:
  ///   - workload: the stages, their work and their memory.
  ///   - workers: how many ask.
  ///   - memoryBytes: what all networks may take together.
  ///   - isAlone: whether a stage must run with nothing beside it.
  init(
    _ workload: StageWorkload, workers: Int, memoryBytes: Int,
    isAlone: @escaping @Sendable (StageJob) -> Bool = { _ in false }
  ) {
    self.workload = workload
    self.memoryBytes = memoryBytes
    self.isAlone = isAlone
    var state = State(
      bytes: [Int](repeating: 0, count: max(1, workers)), workLeft: workload.totalWork)
    let ready = workload.plan.ready.sorted { workload.rank($0) < workload.rank($1) }
    state.begun = ready.filter { !workload.isFresh($0) }
    state.fresh = ready.filter { workload.isFresh($0) }
    self.state = Mutex(state)
  }

  /// Decides what a worker does next.
  ///
  /// A network that the worker keeps is used again or freed before the next one is compiled, so only
  /// what the others hold counts beside the stage.
  func turn(of worker: Int) -> Turn {
    state.withLock { state in
      let others = state.bytes.reduce(0, +) - state.bytes[worker]
      for list in Self.order(state, workload) {
        for (place, job) in state[keyPath: list].enumerated() {
          let need = workload.bytes(of: job.stage)
          let asked = isAlone(job) ? max(need, memoryBytes) : need
          // What can never fit is given out, for the worker to record.
          guard need > memoryBytes || others + asked <= memoryBytes else { continue }
          state[keyPath: list].remove(at: place)
          state.bytes[worker] = min(asked, memoryBytes)
          state.running += 1
          return .job(job)
        }
      }
      if state.begun.isEmpty && state.fresh.isEmpty { return state.running == 0 ? .done : .wait }
      if state.bytes[worker] > 0 {
        state.bytes[worker] = 0
        return .makeRoom
      }
      return .wait
    }
  }

  /// Adds stages whose start is there now.
  func add(_ jobs: [StageJob]) {
    state.withLock { state in
      for job in jobs {
        let rank = workload.rank(job)
        let place = state.begun.firstIndex { rank < workload.rank($0) } ?? state.begun.count
        state.begun.insert(job, at: place)
      }
    }
  }

  /// Notes that a worker runs no stage any more.
  func rest() { state.withLock { $0.running -= 1 } }

  /// Notes that stages will not run any more, or have run.
  func strike(_ stages: [Int]) {
    let work = stages.reduce(0) { $0 + workload.work(of: $1) }
    state.withLock { $0.workLeft -= work }
  }

  /// Which list is looked at first.
  private static func order(_ state: State, _ workload: StageWorkload)
    -> [WritableKeyPath<State, [StageJob]>]
  {
    let share = state.workLeft / Double(state.bytes.count)
    if let first = state.fresh.first, workload.path(of: first.stage) >= share,
      state.begun.first.map({ workload.path(of: $0.stage) < workload.path(of: first.stage) })
        ?? true
    {
      return [\.fresh, \.begun]
    }
    return [\.begun, \.fresh]
  }
}
