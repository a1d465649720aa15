import Core
import DataStore
import Engine
import Records
import Training

/// The stages of a run with what they train on, how much work they are and how much memory they take.
///
/// Datasets are loaded once and shared by all workers, read-only; ``PreparedDatasets`` says for how
/// long each preparation is kept.
struct StageWorkload: Sendable {
  /// The stages.
  let plan: StagePlan

  /// What trials of one task have in common.
  private struct Task: Sendable {
    let key: CompilationKey
    let cost: TrialCost
    let bytes: Int
  }

  private let tasks: [Task]
  private let taskOfStage: [Int]
  private let datasets: PreparedDatasets
  private let works: [Double]
  private let trainingWorks: [Double]
  private let paths: [Double]

  /// Loads the datasets of the stages, each once, and compiles one network of each kind.
  ///
  /// - Throws: an error of the files, or of a model that cannot read a dataset.
  init(_ plan: StagePlan, library: DatasetLibrary) throws {
    self.plan = plan
    let tree = plan.tree
    let datasets = PreparedDatasets(library)
    var tasks: [Task] = []
    var knownTasks: [CompilationKey: Int] = [:]
    taskOfStage = try tree.stages.map { stage in
      let spec = tree.trials[stage.leader].spec
      let key = CompilationKey(spec)
      if let task = knownTasks[key] { return task }
      let network = try TrainingLoop.compile(spec, on: datasets.dataset(for: spec))
      tasks.append(Task(key: key, cost: TrialCost(network), bytes: network.peakBytes))
      knownTasks[key] = tasks.count - 1
      return tasks.count - 1
    }
    self.tasks = tasks
    self.datasets = datasets
    let taskOfStage = taskOfStage
    let all = tree.stages.indices.map { index -> (training: Double, scoring: Double) in
      plan.isNeeded[index]
        ? tasks[taskOfStage[index]].cost.work(
          of: tree.stages[index], from: plan.firstSteps[index], in: tree) : (0, 0)
    }
    trainingWorks = all.map(\.training)
    works = all.map { $0.training + $0.scoring }
    var paths = works
    for index in tree.stages.indices.reversed() {
      paths[index] += plan.followers[index].map { paths[$0] }.max() ?? 0
    }
    self.paths = paths
  }

  /// Returns what a stage trains on, which its worker keeps for as long as it needs it.
  ///
  /// - Throws: an error of the files, which were in order when the workload was made.
  func dataset(of stage: Int) throws -> PreparedDataset {
    try datasets.dataset(for: plan.tree.trials[plan.tree.stages[stage].leader].spec)
  }

  /// The bytes that training a stage takes at most.
  func bytes(of stage: Int) -> Int { tasks[taskOfStage[stage]].bytes }

  /// What a stage's compiled network depends on.
  func key(of stage: Int) -> CompilationKey { tasks[taskOfStage[stage]].key }

  /// The work of a stage, in floating-point operations, about.
  func work(of stage: Int) -> Double { works[stage] }

  /// The work of a stage up to a step.
  func work(of stage: Int, until step: Int) -> Double {
    let all = plan.tree.stages[stage].steps.upperBound - plan.firstSteps[stage]
    guard all > 0 else { return 0 }
    return trainingWorks[stage] * Double(max(0, step - plan.firstSteps[stage])) / Double(all)
  }

  /// The steps of all stages that run.
  var stepCount: Int {
    plan.tree.stages.indices.filter { plan.isNeeded[$0] }.reduce(0) {
      $0 + plan.tree.stages[$1].steps.upperBound - plan.firstSteps[$1]
    }
  }

  /// The work from a stage's start to the end of its longest trial.
  func path(of stage: Int) -> Double { paths[stage] }

  /// The work of all stages that run.
  var totalWork: Double { works.reduce(0, +) }

  /// Whether a stage starts from initial weights.
  func isFresh(_ job: StageJob) -> Bool {
    if case .initial = job.start { true } else { false }
  }

  /// Where a stage stands among others that wait: the lower comes first.
  func rank(_ job: StageJob) -> (Double, UInt64, Int) {
    let leader = plan.tree.trials[plan.tree.stages[job.stage].leader]
    return (-paths[job.stage], leader.spec.seed, job.stage)
  }
}

extension TrialCost {
  /// Returns the work of the part of a stage from a step on, and of scoring what ends there.
  func work(of stage: Stage, from step: Int, in tree: StageTree)
    -> (training: Double, scoring: Double)
  {
    let trial = tree.trials[stage.leader]
    let steps = max(0, stage.steps.upperBound - step)
    let trained =
      3 * Double(steps) / Double(max(1, trial.stepCount))
      * Double(trial.spec.epochs * trial.data.trainCount)
    let scored =
      stage.endings.isEmpty ? 0 : Double(trial.data.trainCount + trial.data.testCount)
    return (perExample * trained, perExample * scored)
  }
}
