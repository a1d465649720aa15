import DataStore
import Engine
import Foundation
import Records
import Training

/// Turns a planned trial into a record.
struct TrialRunner: Sendable {
  /// What computes.
  let environment: EnvironmentFacts
  /// Trials that run side by side.
  let jobs: Int

  /// Trains and scores a trial; blocks the calling thread.
  ///
  /// - Parameters:
  ///   - trial: what to train.
  ///   - dataset: what to train on.
  ///   - matched: the record that `spec.matchedTrial` names; nil where it names none or has none.
  ///   - stop: looked at before each step.
  ///   - progress: told the steps finished.
  ///   - finished: lent the network as it was scored, unless the trial diverged.
  /// - Returns: a record that is not stored yet.
  /// - Throws: an error of training; ``TrainingError`` when it was asked to stop.
  func record(
    of trial: PlannedTrial, on dataset: PreparedDataset, matched: TrialRecord? = nil,
    stop: StopRequest, progress: (Int) -> Void,
    finished: (CompiledNetwork) throws -> Void = { _ in }
  ) throws -> TrialRecord {
    let clock = ContinuousClock()
    let start = clock.now
    let (startedAt, load) = (Date.now.formatted(.iso8601), Machine.loadAverage)
    let result = try TrialTraining.run(
      trial.spec, on: dataset, matched: matched?.curve, shouldStop: { stop.isMade },
      progress: { step, _ in progress(step) },
      finished: finished)
    return TrialRecord(
      key: trial.key, spec: trial.spec, data: trial.data, environment: environment,
      outcome: result.outcome, test: result.test, train: result.train, curve: result.curve,
      testPredictions: TrialRecord.encode(predictions: result.testPredictions),
      parameterCount: result.parameterCount,
      timing: TimingFacts(
        startedAt: startedAt, trainingSeconds: result.trainingTime / .seconds(1),
        evaluationSeconds: result.evaluationTime / .seconds(1),
        totalSeconds: (clock.now - start) / .seconds(1), jobs: jobs, loadAverage: load),
      validation: result.validation, selection: result.selection, labelNoise: result.labelNoise)
  }
}
