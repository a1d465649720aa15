import GRDB
import Records

// The one place that lists scores and times as columns: a new one is a line in each function of its
// kind, and a migration that adds the column.

extension TrialRow {
  /// The scores of a part of the data, such as `test`.
  static func scoreColumns(_ part: String) -> [String] {
    [
      "Count", "Accuracy", "NLL", "Brier", "ECE", "EqualMassECE", "WorstClassAccuracy", "AUROC",
    ].map { part + $0 }
  }

  static func values(of scores: TrialRecord.Scores?) -> [(any DatabaseValueConvertible)?] {
    [
      scores?.count, scores?.accuracy, scores?.negativeLogLikelihood, scores?.brier,
      scores?.expectedCalibrationError, scores?.equalMassCalibrationError,
      scores?.worstClassAccuracy, scores?.areaUnderROC,
    ]
  }

  static func scores(_ reader: inout ColumnReader) throws -> TrialRecord.Scores? {
    let count: Int64? = try reader.next()
    guard let count else {
      reader.skip(7)
      return nil
    }
    let (accuracy, likelihood, brier, calibration): (Double, Double, Double, Double) = (
      try reader.next(), try reader.next(), try reader.next(), try reader.next()
    )
    return TrialRecord.Scores(
      count: Int(count), accuracy: accuracy, negativeLogLikelihood: likelihood, brier: brier,
      expectedCalibrationError: calibration, equalMassCalibrationError: try reader.next(),
      worstClassAccuracy: try reader.next(), areaUnderROC: try reader.next())
  }

  static func add(_ scores: TrialRecord.Scores?, to sum: inout RowSum) {
    sum.add(scores.map { Int64($0.count) })
    guard let scores else { return }
    sum.add(scores.accuracy)
    sum.add(scores.negativeLogLikelihood)
    sum.add(scores.brier)
    sum.add(scores.expectedCalibrationError)
    sum.add(scores.equalMassCalibrationError)
    sum.add(scores.worstClassAccuracy)
    sum.add(scores.areaUnderROC)
  }
}

extension TrialRow {
  /// What temperature scaling makes of the test scores.
  static let scaledColumns = [
    "scaledTemperature", "scaledIsFitted", "scaledNLL", "scaledBrier", "scaledECE",
    "scaledEqualMassECE",
  ]

  static func values(of scaled: TrialRecord.ScaledScores?) -> [(any DatabaseValueConvertible)?] {
    [
      scaled?.temperature, scaled?.isFitted, scaled?.negativeLogLikelihood, scaled?.brier,
      scaled?.expectedCalibrationError, scaled?.equalMassCalibrationError,
    ]
  }

  static func scaled(_ reader: inout ColumnReader) throws -> TrialRecord.ScaledScores? {
    let temperature: Double? = try reader.next()
    guard let temperature else {
      reader.skip(5)
      return nil
    }
    let isFitted: Bool = try reader.next()
    let (likelihood, brier): (Double, Double) = (try reader.next(), try reader.next())
    return TrialRecord.ScaledScores(
      temperature: temperature, isFitted: isFitted, negativeLogLikelihood: likelihood,
      brier: brier, expectedCalibrationError: try reader.next(),
      equalMassCalibrationError: try reader.next())
  }

  static func add(_ scaled: TrialRecord.ScaledScores?, to sum: inout RowSum) {
    sum.add(scaled?.temperature)
    guard let scaled else { return }
    sum.add(Int64(scaled.isFitted ? 1 : 0))
    sum.add(scaled.negativeLogLikelihood)
    sum.add(scaled.brier)
    sum.add(scaled.expectedCalibrationError)
    sum.add(scaled.equalMassCalibrationError)
  }
}

extension TrialRow {
  static let timingColumns = [
    "startedAt", "trainingSeconds", "evaluationSeconds", "totalSeconds", "jobs", "loadAverage",
    "attributedSeconds", "attributedSteps", "standAloneSteps",
  ]

  static func values(of timing: TimingFacts) -> [(any DatabaseValueConvertible)?] {
    [
      timing.startedAt, timing.trainingSeconds, timing.evaluationSeconds, timing.totalSeconds,
      timing.jobs, timing.loadAverage, timing.attributedSeconds, timing.attributedSteps,
      timing.standAloneSteps,
    ]
  }

  static func timing(_ reader: inout ColumnReader) throws -> TimingFacts {
    let startedAt: String = try reader.next()
    let (training, evaluation, total): (Double, Double, Double) = (
      try reader.next(), try reader.next(), try reader.next()
    )
    let jobs: Int64 = try reader.next()
    let load: Double = try reader.next()
    let (seconds, steps): (Double?, Double?) = (try reader.next(), try reader.next())
    let alone: Int64? = try reader.next()
    return TimingFacts(
      startedAt: startedAt, trainingSeconds: training, evaluationSeconds: evaluation,
      totalSeconds: total, jobs: Int(jobs), loadAverage: load, attributedSeconds: seconds,
      attributedSteps: steps, standAloneSteps: alone.map { Int($0) })
  }

  static func add(_ timing: TimingFacts, to sum: inout RowSum) {
    sum.add(timing.startedAt)
    sum.add(timing.trainingSeconds)
    sum.add(timing.evaluationSeconds)
    sum.add(timing.totalSeconds)
    sum.add(Int64(timing.jobs))
    sum.add(timing.loadAverage)
    sum.add(timing.attributedSeconds)
    sum.add(timing.attributedSteps)
    sum.add(timing.standAloneSteps.map { Int64($0) })
  }
}

extension TrialRecord.Scores {
  /// The scores that have columns in every part of the data.
  var inColumns: Self {
    Self(
      count: count, accuracy: accuracy, negativeLogLikelihood: negativeLogLikelihood, brier: brier,
      expectedCalibrationError: expectedCalibrationError,
      equalMassCalibrationError: equalMassCalibrationError,
      worstClassAccuracy: worstClassAccuracy, areaUnderROC: areaUnderROC)
  }
}

extension TimingFacts {
  /// The times that have columns.
  var inColumns: Self {
    Self(
      startedAt: startedAt, trainingSeconds: trainingSeconds,
      evaluationSeconds: evaluationSeconds, totalSeconds: totalSeconds, jobs: jobs,
      loadAverage: loadAverage, attributedSeconds: attributedSeconds,
      attributedSteps: attributedSteps, standAloneSteps: standAloneSteps)
  }
}
