/// Scores of a set of class predictions.
public struct ClassificationScores: Codable, Hashable, Sendable {
  /// Examples scored.
  public var count: Int
  /// The fraction whose largest logit is at the true class, 0 to 1; the first of equals counts.
  public var accuracy: Double
  /// The mean of `−ln p_y`, in nats.
  public var negativeLogLikelihood: Double
  /// The mean over examples of the sum over classes of `(p − onehot)²`, 0 to 2.
  ///
  /// - Source: Brier, *Monthly Weather Review* 78(1), 1950; its original, two-sided form.
  public var brier: Double
  /// The expected calibration error of the top class's probability, 0 to 1.
  ///
  /// Fifteen bins of equal width, each open below and closed above; the gaps between accuracy and
  /// mean confidence are weighted by the bins' shares.
  ///
  /// - Source: Guo et al., ICML 2017, eq. 3.
  public var expectedCalibrationError: Double

  /// Creates scores.
  public init(
    count: Int, accuracy: Double, negativeLogLikelihood: Double, brier: Double,
    expectedCalibrationError: Double
  ) {
    self.count = count
    self.accuracy = accuracy
    self.negativeLogLikelihood = negativeLogLikelihood
    self.brier = brier
    self.expectedCalibrationError = expectedCalibrationError
  }

  /// Whether every logit scored was finite enough for every score to be a number.
  public var isFinite: Bool {
    negativeLogLikelihood.isFinite && brier.isFinite && expectedCalibrationError.isFinite
  }
}
