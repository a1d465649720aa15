import Core
public import Foundation
public import Records

/// A trial as TensorBoard shows it: its curves, and its scores on the test part.
public struct TensorBoardLog: Sendable {
  /// Where the file belongs below the folder given to TensorBoard.
  ///
  /// The folder is the name that TensorBoard shows: `dataset/model/arm/seed-N-KEY`. The first digits
  /// of the key keep apart trials that differ only in settings.
  public let path: String
  /// The bytes of the file.
  public let data: Data

  /// Describes a finished trial; the same record gives the same bytes.
  ///
  /// Event files state a time for each point: the start, plus the share of the trial's training
  /// seconds that its steps took.
  public init(_ record: TrialRecord) {
    let spec = record.spec
    let start = (try? Date(record.timing.startedAt, strategy: .iso8601))?.timeIntervalSince1970 ?? 0
    let run = [spec.dataset, spec.model.id, spec.arm.id].map(Self.folderName)
    path =
      (run + ["seed-\(spec.seed)-\(record.key.prefix(6))"]).joined(separator: "/")
      + "/events.out.tfevents.\(record.key.prefix(12))"
    data = TensorBoardFile.data(Self.events(of: record, start: start), begunAt: start)
  }

  static func events(of record: TrialRecord, start: Double) -> [TensorBoardEvent] {
    let steps = Double(max(1, record.curve.last?.step ?? 1))
    var events = record.curve.map { point in
      TensorBoardEvent(
        wallTime: start + record.timing.trainingSeconds * Double(point.step) / steps,
        step: point.step, values: values(of: point))
    }
    let scores = [("test", record.test), ("train-final", record.train)].flatMap { part, scores in
      scores.map { values(of: $0, part: part) } ?? []
    }
    if !scores.isEmpty {
      events.append(
        TensorBoardEvent(
          wallTime: start + record.timing.totalSeconds, step: record.curve.last?.step ?? 0,
          values: scores))
    }
    return events
  }

  private static func values(of point: TrialRecord.EpochPoint) -> [TensorBoardEvent.Value] {
    let numbers: [(String, Double?)] = [
      ("train/loss", point.meanLoss), ("train/accuracy", point.runningAccuracy),
      ("train/mean-weight", point.meanWeight), ("train/left-behind", point.leftBehind),
      ("train/mislabelled-of-left-behind", point.mislabelledOfLeftBehind),
      ("train/left-behind-of-mislabelled", point.leftBehindOfMislabelled),
      ("train/gradient-norm", point.gradientNorm),
      ("train/weight-distance", point.weightDistance), ("schedule/alpha", point.alpha),
      ("schedule/learning-rate", point.learningRate), ("schedule/epoch", Double(point.epoch)),
    ]
    return scalars(numbers) + histograms(of: point.cases, part: "train")
  }

  private static func values(
    of scores: TrialRecord.Scores, part: String
  ) -> [TensorBoardEvent.Value] {
    let numbers: [(String, Double?)] = [
      ("accuracy", scores.accuracy), ("worst-class-accuracy", scores.worstClassAccuracy),
      ("auroc", scores.areaUnderROC), ("nll", scores.negativeLogLikelihood),
      ("brier", scores.brier), ("ece", scores.expectedCalibrationError),
      ("ece-equal-mass", scores.equalMassCalibrationError),
      ("temperature", scores.scaled?.temperature),
      ("nll-scaled", scores.scaled?.negativeLogLikelihood),
    ]
    return scalars(numbers.map { ("\(part)/\($0.0)", $0.1) })
      + histograms(of: scores.cases, part: part)
  }

  /// Returns the numbers that the record has.
  private static func scalars(_ numbers: [(String, Double?)]) -> [TensorBoardEvent.Value] {
    numbers.compactMap { tag, number in number.map { .scalar(tag: tag, $0) } }
  }

  /// Returns the counts by the true class's probability, and by its margin.
  ///
  /// The outermost margins have no end; they are drawn as wide as the others.
  private static func histograms(
    of cases: TrialRecord.CaseCounts?, part: String
  ) -> [TensorBoardEvent.Value] {
    guard let cases, cases.probability.count == 20, cases.margin.count == 22 else { return [] }
    return [
      .histogram(
        tag: "\(part)/p_y",
        TensorBoardHistogram(
          edges: (0...20).map { Double($0) / 20 }, counts: cases.probability)),
      .histogram(
        tag: "\(part)/margin",
        TensorBoardHistogram(edges: (-11...11).map(Double.init), counts: cases.margin)),
    ]
  }

  /// What a file name should not hold becomes `_`.
  private static func folderName(_ text: String) -> String {
    let name = text.prefix(60).map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
        ? character : "_"
    }
    return name.allSatisfy { $0 == "." } ? "_" : String(name)
  }
}
