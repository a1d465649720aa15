import Foundation
import Records
import Training

/// Turns what came of a trial into a record.
struct RecordMaker: Sendable {
  /// What computes.
  let environment: EnvironmentFacts
  /// Stretches that run side by side.
  let jobs: Int

  /// When and under what load a record's work was done.
  struct Moment {
    var startedAt = Date.now.formatted(.iso8601)
    var load = Machine.loadAverage
  }

  /// Returns the record of a trial that was trained, whether it diverged or not.
  func record(
    of trial: PlannedTrial, _ result: TrainingResult, cost: PathCost, since moment: Moment
  ) -> TrialRecord {
    let evaluationSeconds = result.evaluationTime / .seconds(1)
    return TrialRecord(
      key: trial.key, spec: trial.spec, data: trial.data, environment: environment,
      outcome: result.outcome, test: result.test, train: result.train, curve: result.curve,
      testPredictions: TrialRecord.encode(predictions: result.testPredictions),
      parameterCount: result.parameterCount,
      timing: TimingFacts(
        startedAt: moment.startedAt, trainingSeconds: cost.standAloneSeconds,
        evaluationSeconds: evaluationSeconds,
        totalSeconds: cost.standAloneSeconds + evaluationSeconds, jobs: jobs,
        loadAverage: moment.load, attributedSeconds: cost.attributedSeconds,
        attributedSteps: cost.attributedSteps, standAloneSteps: trial.stepCount),
      validation: result.validation, selection: result.selection, labelNoise: result.labelNoise)
  }

  /// Returns the record of a trial that something ended.
  func record(
    of trial: PlannedTrial, _ cause: TrialRecord.FailureCause, reason: String, cost: PathCost,
    since moment: Moment
  ) -> TrialRecord {
    record(
      of: trial,
      TrainingResult(outcome: .failed(cause, reason: reason)),
      cost: cost, since: moment)
  }
}
