import DataStore
import Foundation
import Records

/// Some missing trials, merged into stages and trained to their ends.
struct StagePass {
  /// What will be trained.
  let workload: StageWorkload

  private let tree: StageTree
  private let names: StageNames
  private let checkpoints: CheckpointFolder
  private let attempts: AttemptLog
  private let options: RunOptions
  private let setUp: Duration

  /// What a pass came to.
  struct Result {
    var tally: RunTally
    var cost: RunCost
  }

  /// Merges trials, finds checkpoints to start from and loads the data.
  ///
  /// - Parameters:
  ///   - trials: what has no record yet, none of which needs the record of another.
  ///   - folder: the run folder, which need not exist.
  ///   - library: where datasets come from.
  ///   - options: how the run goes about it.
  ///   - note: told of each damaged checkpoint.
  /// - Throws: an error of the data, or of a model that cannot read them.
  init(
    _ trials: [PlannedTrial], in folder: URL, library: DatasetLibrary, options: RunOptions,
    note: (String) -> Void
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    self.options = options
    tree = try StageTree(trials, isShared: options.isShared)
    names = StageNames(tree, isShared: options.isShared)
    checkpoints = CheckpointFolder(of: folder)
    attempts = AttemptLog(in: checkpoints)
    let found = try StagePlan.checkpoints(of: tree, named: names, in: checkpoints, note: note)
    workload = try StageWorkload(StagePlan(tree, checkpoints: found), library: library)
    setUp = clock.now - start
  }

  /// Trains everything, or what can be trained before a wish to stop; blocks the calling thread.
  func run(
    environment: EnvironmentFacts, sink: any TrialSink, observer: any RunObserver,
    stop: StopRequest
  ) -> Result {
    let ready = workload.plan.ready
    for job in ready {
      if case .file(let name) = job.start { checkpoints.hold(name) }
    }
    if !options.isPartial { checkpoints.removeUnheld() }
    attempts.keep(Set(tree.stages.indices.map { names.name(of: $0) }))
    let pool = WorkerPool(
      StageContext(
        workload: workload, names: names, folder: checkpoints, attempts: attempts, sink: sink,
        maker: RecordMaker(environment: environment, jobs: options.jobs), options: options,
        memoryBytes: options.memoryBytes ?? defaultMemoryBytes, stop: stop))
    var tally = RunTally(workload)
    tally.follow(pool, observer)
    checkpoints.removeIfEmpty()
    return Result(tally: tally, cost: tally.cost(of: pool, setUp: setUp))
  }

  /// Most of what is free; where that is too little for some network, that network runs alone if the
  /// machine could ever hold it.
  private var defaultMemoryBytes: Int {
    let needs = tree.stages.indices.map { workload.bytes(of: $0) }
    return max(
      Machine.availableMemory / 10 * 9, min(needs.max() ?? 0, Machine.memory / 10 * 9))
  }
}
