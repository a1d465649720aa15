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

  /// Returns the work of a whole trial: a step costs about three forward passes.
  func work(of trial: PlannedTrial) -> Double {
    let trained = 3 * Double(trial.spec.epochs * trial.data.trainCount)
    return perExample * (trained + Double(trial.data.trainCount + trial.data.testCount))
  }

  /// The share of a trial's work that lies in training steps; the rest is evaluation.
  static func trainingShare(of trial: PlannedTrial) -> Double {
    let trained = 3 * Double(trial.spec.epochs * trial.data.trainCount)
    return trained / (trained + Double(trial.data.trainCount + trial.data.testCount))
  }

  /// Returns the work of each trial of a plan, without keeping any data.
  ///
  /// - Throws: an error of the data, or of a model that does not fit.
  static func works(of trials: [PlannedTrial], library: DatasetLibrary) throws -> [Double] {
    struct Task: Hashable {
      let dataset: String
      let preprocessing: [String: String]?
      let model: Component
    }
    var costs: [Task: TrialCost] = [:]
    return try trials.map { trial in
      let spec = trial.spec
      let task = Task(
        dataset: spec.dataset, preprocessing: spec.preprocessing, model: spec.model)
      let cost = try costs[task] ?? TrialCost(spec.model, on: library.prepared(for: spec))
      costs[task] = cost
      return cost.work(of: trial)
    }
  }
}
