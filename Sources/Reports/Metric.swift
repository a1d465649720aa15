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

  /// Which way it improves.
  public var direction: ScoreDirection {
    self == .accuracy ? .higherIsBetter : .lowerIsBetter
  }

  /// The name used in tables.
  var title: String {
    switch self {
    case .accuracy: "accuracy"
    case .negativeLogLikelihood: "NLL"
    case .brier: "Brier"
    case .expectedCalibrationError: "ECE"
    }
  }

  /// The value in a set of scores.
  func value(in scores: TrialRecord.Scores) -> Double {
    switch self {
    case .accuracy: scores.accuracy
    case .negativeLogLikelihood: scores.negativeLogLikelihood
    case .brier: scores.brier
    case .expectedCalibrationError: scores.expectedCalibrationError
    }
  }

  /// A value as tables show it: accuracy in percent, everything else as it is.
  func text(_ value: Double) -> String {
    self == .accuracy ? NumberText.fixed(100 * value, 2) : NumberText.fixed(value, 4)
  }

  /// A difference as tables show it: accuracy in percentage points.
  func signedText(_ value: Double) -> String {
    self == .accuracy ? NumberText.signed(100 * value, 2) : NumberText.signed(value, 4)
  }

  /// An interval of values as tables show it.
  func text(_ interval: ConfidenceInterval) -> String {
    "[\(text(interval.lower)), \(text(interval.upper))]"
  }

  /// An interval of differences as tables show it.
  func signedText(_ interval: ConfidenceInterval) -> String {
    "[\(signedText(interval.lower)), \(signedText(interval.upper))]"
  }

  /// The unit of a difference, with a leading space where there is one.
  var differenceUnit: String { self == .accuracy ? " pp" : "" }
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
