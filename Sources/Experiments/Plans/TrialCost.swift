import Core
import DataStore
import Engine
import Models
import Records

/// How much work a trial is, for the order of the queue and the time left; results do not depend on it.
struct TrialCost {
  /// Multiply-adds of one example's forward pass, at least 1.
  let perExample: Double

  /// Estimates the work of a model on a dataset.
  ///
  /// - Throws: an error of the registry or the model, when they do not fit.
  init(_ model: Component, on dataset: PreparedDataset) throws {
    let network = try ModelCatalogue.make(model).network(
      input: dataset.shape, classCount: dataset.classes.count)
    let rows = try network.rows()
    perExample = rows.reduce(1) { sum, row in
      let weights = row.parameters.filter { $0.role == .weight }.reduce(0) { $0 + $1.count }
      // A convolution applies each weight at every position of its output.
      let positions = row.shape.dropFirst().reduce(1, *)
      return sum + Double(weights * positions)
    }
  }

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
}
