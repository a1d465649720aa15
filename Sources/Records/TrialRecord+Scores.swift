extension TrialRecord {
  /// Scores of one set of predictions.
  ///
  /// The optional parts are absent from records of format 1.
  public struct Scores: Codable, Hashable, Sendable {
    /// Examples scored.
    public var count: Int
    /// The fraction right, 0 to 1.
    public var accuracy: Double
    /// Mean negative log likelihood in nats.
    public var negativeLogLikelihood: Double
    /// Mean squared distance between probabilities and the one-hot label, 0 to 2.
    public var brier: Double
    /// Expected calibration error with equal-width bins, 0 to 1.
    public var expectedCalibrationError: Double
    /// Expected calibration error with equal-mass bins, 0 to 1.
    public var equalMassCalibrationError: Double?
    /// The smallest accuracy of a class that occurs, 0 to 1.
    public var worstClassAccuracy: Double?
    /// The area under the ROC curve of the second class; absent unless there are two classes.
    public var areaUnderROC: Double?
    /// Examples counted by `p_y` and by margin.
    public var cases: CaseCounts?
    /// What temperature scaling makes of the probabilities; absent without validation data.
    public var scaled: ScaledScores?

    /// Creates scores.
    public init(
      count: Int, accuracy: Double, negativeLogLikelihood: Double, brier: Double,
      expectedCalibrationError: Double, equalMassCalibrationError: Double? = nil,
      worstClassAccuracy: Double? = nil, areaUnderROC: Double? = nil, cases: CaseCounts? = nil,
      scaled: ScaledScores? = nil
    ) {
      self.count = count
      self.accuracy = accuracy
      self.negativeLogLikelihood = negativeLogLikelihood
      self.brier = brier
      self.expectedCalibrationError = expectedCalibrationError
      self.equalMassCalibrationError = equalMassCalibrationError
      self.worstClassAccuracy = worstClassAccuracy
      self.areaUnderROC = areaUnderROC
      self.cases = cases
      self.scaled = scaled
    }
  }

  /// Scores of probabilities whose logits were divided by a temperature fitted to validation data.
  ///
  /// The predicted classes are the same, and so are the scores that depend on them alone.
  public struct ScaledScores: Codable, Hashable, Sendable {
    /// The temperature; above 1 where the network was too sure.
    public var temperature: Double
    /// Whether a best temperature exists; where not, it is 1 and changes nothing.
    public var isFitted: Bool
    /// Mean negative log likelihood in nats.
    public var negativeLogLikelihood: Double
    /// Mean squared distance between probabilities and the one-hot label, 0 to 2.
    public var brier: Double
    /// Expected calibration error with equal-width bins, 0 to 1.
    public var expectedCalibrationError: Double
    /// Expected calibration error with equal-mass bins, 0 to 1.
    public var equalMassCalibrationError: Double

    /// Creates scores.
    public init(
      temperature: Double, isFitted: Bool, negativeLogLikelihood: Double, brier: Double,
      expectedCalibrationError: Double, equalMassCalibrationError: Double
    ) {
      self.temperature = temperature
      self.isFitted = isFitted
      self.negativeLogLikelihood = negativeLogLikelihood
      self.brier = brier
      self.expectedCalibrationError = expectedCalibrationError
      self.equalMassCalibrationError = equalMassCalibrationError
    }
  }

  /// Examples counted by the probability of their true class and by its margin `ln(p_y / (1 − p_y))`.
  public struct CaseCounts: Codable, Hashable, Sendable {
    /// The examples with `p_y` in 0 to 0.05, 0.05 to 0.1 … 0.95 to 1: 20 bins.
    public var probability: [Int]
    /// The examples with a margin below −10, from −10 to −9 … 9 to 10, and from 10 up: 22 bins.
    public var margin: [Int]

    /// Creates counts.
    public init(probability: [Int], margin: [Int]) {
      self.probability = probability
      self.margin = margin
    }
  }
}
