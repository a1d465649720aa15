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
  /// The same error over fifteen bins between quantiles of the confidences, 0 to 1.
  ///
  /// - Source: Nguyen and O'Connor, EMNLP 2015; Nixon et al., CVPR workshops 2019.
  public var equalMassCalibrationError: Double
  /// The smallest accuracy of a class that occurs, 0 to 1.
  public var worstClassAccuracy: Double
  /// The area under the ROC curve of the second class, where there are two classes and both occur.
  public var areaUnderROC: Double?

  /// Creates scores.
  public init(
    count: Int, accuracy: Double, negativeLogLikelihood: Double, brier: Double,
    expectedCalibrationError: Double, equalMassCalibrationError: Double,
    worstClassAccuracy: Double, areaUnderROC: Double?
  ) {
    self.count = count
    self.accuracy = accuracy
    self.negativeLogLikelihood = negativeLogLikelihood
    self.brier = brier
    self.expectedCalibrationError = expectedCalibrationError
    self.equalMassCalibrationError = equalMassCalibrationError
    self.worstClassAccuracy = worstClassAccuracy
    self.areaUnderROC = areaUnderROC
  }

  /// Whether every logit scored was finite enough for every score to be a number.
  public var isFinite: Bool {
    negativeLogLikelihood.isFinite && brier.isFinite && expectedCalibrationError.isFinite
  }
}
