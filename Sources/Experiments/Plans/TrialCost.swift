import Core
import DataStore
import Engine
import Models
import Records

/// How much work a trial is, for the order of the queue and the time left; results do not depend on it.
struct TrialCost {
  /// Floating-point operations of one example's forward pass, in products; at least 1.
  let perExample: Double

  /// Counts the work of a model on a dataset.
  ///
  /// - Throws: an error of the registry, the model or the engine, when they do not fit.
  init(_ model: Component, on dataset: PreparedDataset) throws {
    let network = try ModelCatalogue.make(model).network(
      input: dataset.shape, classCount: dataset.classes.count)
    let compiled = try CompiledNetwork(
      network, batchSize: 1, evaluationBatchSize: 1,
      optimizer: .sgd(momentum: 0, isNesterov: false, weightDecay: 0))
    perExample = max(1, compiled.evaluationOperations)
  }

  /// Takes the work from a compiled network.
  init(_ network: CompiledNetwork) { perExample = max(1, network.evaluationOperations) }

  /// Returns the work that each trial adds to a plan, without keeping any data.
  ///
  /// What trials share is counted once, for the first of them, whether or not a run shares it.
  ///
  /// - Throws: an error of the data, or of a model that does not fit.
  static func works(of trials: [PlannedTrial], library: DatasetLibrary) throws -> [Double] {
    struct Task: Hashable {
      let dataset: String
      let preprocessing: [String: String]?
      let model: Component
    }
    var costs: [Task: TrialCost] = [:]
    var works = [Double](repeating: 0, count: trials.count)
    let tree = try StageTree(trials)
    for stage in tree.stages {
      let spec = trials[stage.leader].spec
      let task = Task(
        dataset: spec.dataset, preprocessing: spec.preprocessing, model: spec.model)
      let cost = try costs[task] ?? TrialCost(spec.model, on: library.prepared(for: spec))
      costs[task] = cost
      let work = cost.work(of: stage, from: stage.steps.lowerBound, in: tree)
      works[stage.leader] += work.training + work.scoring
    }
    return works
  }
}
