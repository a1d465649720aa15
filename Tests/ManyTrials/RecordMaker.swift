import Core
import Experiments
import Foundation
import Records

/// Makes records with scores that are drawn, not trained.
struct RecordMaker {
  let environment: EnvironmentFacts

  /// Returns the record of a trial: arms of one seed share most of their luck.
  func record(of trial: PlannedTrial) -> TrialRecord {
    let spec = trial.spec
    var shared = RandomStream(seed: spec.seed).split(spec.dataset).split(spec.model.id)
    var own = shared.split(spec.arm.id)
    let luck = 0.01 * shared.normal() + 0.004 * own.normal()
    let gain = 0.0005 * Double(spec.arm.schedule.settings.values.reduce(0, +))
    let accuracy = (1_000 * min(0.99, 0.8 + gain + luck)).rounded() / 1_000
    let predictions = (0..<1_000).map { _ in UInt16(own.index(below: 10)) }
    return TrialRecord(
      key: trial.key, spec: spec, data: trial.data, environment: environment, outcome: .completed,
      test: scores(accuracy, count: 1_000, luck), train: scores(accuracy, count: 5_000, luck),
      curve: (1...spec.epochs).map { epoch in
        TrialRecord.EpochPoint(
          epoch: epoch, step: 50 * epoch, alpha: 0.1, learningRate: 0.05,
          meanLoss: 2 / Double(epoch) + luck, runningAccuracy: accuracy - 0.1 / Double(epoch),
          meanWeight: 1)
      },
      testPredictions: TrialRecord.encode(predictions: predictions), parameterCount: 12_345,
      timing: TimingFacts(
        startedAt: Date(timeIntervalSince1970: 1_800_000_000 + Double(spec.seed))
          .formatted(.iso8601),
        trainingSeconds: 2 + luck, evaluationSeconds: 0.1, totalSeconds: 2.2, jobs: 2,
        loadAverage: 1.5))
  }

  private func scores(_ accuracy: Double, count: Int, _ luck: Double) -> TrialRecord.Scores {
    TrialRecord.Scores(
      count: count, accuracy: accuracy, negativeLogLikelihood: 0.9 - 3 * luck,
      brier: 0.3 - luck, expectedCalibrationError: abs(0.02 + luck))
  }
}
