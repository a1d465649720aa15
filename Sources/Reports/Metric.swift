import Records
public import Statistics

/// A score that reports compare.
public enum Metric: String, Codable, Hashable, Sendable, CaseIterable {
  /// The fraction right on the test part.
  case accuracy
  /// Mean negative log likelihood, in nats.
  case negativeLogLikelihood
  /// The Brier score, 0 to 2.
  case brier
  /// The expected calibration error, 0 to 1.
  case expectedCalibrationError
  /// The expected calibration error over bins of equal mass, 0 to 1.
  case equalMassCalibrationError
  /// ``negativeLogLikelihood`` after temperature scaling on validation data.
  case scaledNegativeLogLikelihood
  /// ``brier`` after temperature scaling.
  case scaledBrier
  /// ``expectedCalibrationError`` after temperature scaling.
  case scaledCalibrationError
  /// ``equalMassCalibrationError`` after temperature scaling.
  case scaledEqualMassCalibrationError
  /// The smallest accuracy of a class.
  case worstClassAccuracy
  /// The area under the ROC curve, where there are two classes.
  case areaUnderROC

  /// The scores that every completed trial has and that verdicts are about.
  public static let headline: [Metric] = [
    .accuracy, .negativeLogLikelihood, .brier, .expectedCalibrationError,
  ]
  /// The scores of the diagnostics, which a trial may lack; corrected as a family of their own.
  public static let diagnostic: [Metric] = [
    .equalMassCalibrationError, .scaledNegativeLogLikelihood, .scaledBrier,
    .scaledCalibrationError, .scaledEqualMassCalibrationError, .worstClassAccuracy, .areaUnderROC,
  ]

  /// Which way it improves.
  public var direction: ScoreDirection {
    switch self {
    case .accuracy, .worstClassAccuracy, .areaUnderROC: .higherIsBetter
    default: .lowerIsBetter
    }
  }

  /// Whether tables show it in percent and its differences in percentage points.
  var isPercentage: Bool { self == .accuracy || self == .worstClassAccuracy }

  /// The name used in tables.
  var title: String {
    switch self {
    case .accuracy: "accuracy"
    case .negativeLogLikelihood: "NLL"
    case .brier: "Brier"
    case .expectedCalibrationError: "ECE"
    case .equalMassCalibrationError: "ECE of equal mass"
    case .scaledNegativeLogLikelihood: "NLL, scaled"
    case .scaledBrier: "Brier, scaled"
    case .scaledCalibrationError: "ECE, scaled"
    case .scaledEqualMassCalibrationError: "ECE of equal mass, scaled"
    case .worstClassAccuracy: "worst class"
    case .areaUnderROC: "AUROC"
    }
  }

  /// The value in a set of scores; nil where they lack it.
  func value(in scores: TrialRecord.Scores) -> Double? {
    switch self {
    case .accuracy: scores.accuracy
    case .negativeLogLikelihood: scores.negativeLogLikelihood
    case .brier: scores.brier
    case .expectedCalibrationError: scores.expectedCalibrationError
    case .equalMassCalibrationError: scores.equalMassCalibrationError
    case .scaledNegativeLogLikelihood: scores.scaled?.negativeLogLikelihood
    case .scaledBrier: scores.scaled?.brier
    case .scaledCalibrationError: scores.scaled?.expectedCalibrationError
    case .scaledEqualMassCalibrationError: scores.scaled?.equalMassCalibrationError
    case .worstClassAccuracy: scores.worstClassAccuracy
    case .areaUnderROC: scores.areaUnderROC
    }
  }

  /// A value as tables show it: accuracies in percent, everything else as it is.
  func text(_ value: Double) -> String {
    isPercentage ? NumberText.fixed(100 * value, 2) : NumberText.fixed(value, 4)
  }

  /// A difference as tables show it: accuracies in percentage points.
  func signedText(_ value: Double) -> String {
    isPercentage ? NumberText.signed(100 * value, 2) : NumberText.signed(value, 4)
  }

  /// An interval of values as tables show it.
  func text(_ interval: ConfidenceInterval) -> String {
    "[\(text(interval.lower)), \(text(interval.upper))]"
  }

  /// An interval of differences as tables show it.
  func signedText(_ interval: ConfidenceInterval) -> String {
    let ends = [interval.lower, interval.upper].map { end in
      isPercentage ? NumberText.signedEnd(100 * end, 2) : NumberText.signedEnd(end, 4)
    }
    return "[\(ends.joined(separator: ", "))]"
  }

  /// The unit of a difference, with a leading space where there is one.
  var differenceUnit: String { isPercentage ? " pp" : "" }
}

/// A metric over the completed seeds of an arm.
public struct MetricSummary: Codable, Hashable, Sendable {
  /// The metric.
  public var metric: Metric
  /// Location and spread; accuracies are fractions.
  public var summary: Summary
  /// Student's t interval of the mean; nil for one seed.
  public var interval: ConfidenceInterval?

  /// Creates a summary.
  public init(metric: Metric, summary: Summary, interval: ConfidenceInterval?) {
    self.metric = metric
    self.summary = summary
    self.interval = interval
  }
}
