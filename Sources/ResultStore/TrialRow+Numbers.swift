import GRDB
import Records

// The one place that lists scores and times as columns: a new one is a line in each function, and
// a migration that adds the column.

extension TrialRow {
  static func scoreColumns(_ part: String) -> [String] {
    ["Count", "Accuracy", "NLL", "Brier", "ECE"].map { part + $0 }
  }

  static func values(of scores: TrialRecord.Scores?) -> [(any DatabaseValueConvertible)?] {
    [
      scores?.count, scores?.accuracy, scores?.negativeLogLikelihood, scores?.brier,
      scores?.expectedCalibrationError,
    ]
  }

  static func scores(_ reader: inout ColumnReader) throws -> TrialRecord.Scores? {
    let count: Int64? = try reader.next()
    let numbers: [Double?] = [
      try reader.next(), try reader.next(), try reader.next(), try reader.next(),
    ]
    guard let count, let accuracy = numbers[0], let likelihood = numbers[1],
      let brier = numbers[2], let calibration = numbers[3]
    else { return nil }
    return TrialRecord.Scores(
      count: Int(count), accuracy: accuracy, negativeLogLikelihood: likelihood, brier: brier,
      expectedCalibrationError: calibration)
  }

  static func add(_ scores: TrialRecord.Scores?, to sum: inout RowSum) {
    sum.add(scores.map { Int64($0.count) })
    sum.add(scores?.accuracy)
    sum.add(scores?.negativeLogLikelihood)
    sum.add(scores?.brier)
    sum.add(scores?.expectedCalibrationError)
  }
}

extension TrialRow {
  static let timingColumns = [
    "startedAt", "trainingSeconds", "evaluationSeconds", "totalSeconds", "jobs", "loadAverage",
  ]

  static func values(of timing: TimingFacts) -> [(any DatabaseValueConvertible)?] {
    [
      timing.startedAt, timing.trainingSeconds, timing.evaluationSeconds, timing.totalSeconds,
      timing.jobs, timing.loadAverage,
    ]
  }

  static func timing(_ reader: inout ColumnReader) throws -> TimingFacts {
    let startedAt: String = try reader.next()
    let (training, evaluation, total): (Double, Double, Double) = (
      try reader.next(), try reader.next(), try reader.next()
    )
    let jobs: Int64 = try reader.next()
    return TimingFacts(
      startedAt: startedAt, trainingSeconds: training, evaluationSeconds: evaluation,
      totalSeconds: total, jobs: Int(jobs), loadAverage: try reader.next())
  }

  static func add(_ timing: TimingFacts, to sum: inout RowSum) {
    sum.add(timing.startedAt)
    sum.add(timing.trainingSeconds)
    sum.add(timing.evaluationSeconds)
    sum.add(timing.totalSeconds)
    sum.add(Int64(timing.jobs))
    sum.add(timing.loadAverage)
  }
}

extension TrialRecord.Scores {
  /// The scores that have columns.
  var inColumns: Self {
    Self(
      count: count, accuracy: accuracy, negativeLogLikelihood: negativeLogLikelihood, brier: brier,
      expectedCalibrationError: expectedCalibrationError)
  }
}

extension TimingFacts {
  /// The times that have columns.
  var inColumns: Self {
    Self(
      startedAt: startedAt, trainingSeconds: trainingSeconds,
      evaluationSeconds: evaluationSeconds, totalSeconds: totalSeconds, jobs: jobs,
      loadAverage: loadAverage)
  }
}
