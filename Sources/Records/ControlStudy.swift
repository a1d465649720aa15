/// What a reviewer asks of an arm that seems better.
public enum ReviewerQuestion: String, Codable, Hashable, Sendable, CaseIterable {
  /// Is it only a smaller step? Controls take the same step without the loss, or the loss with the
  /// step of cross entropy.
  case smallerStep = "smaller-step"
  /// Is it only PolyLoss, the same added term without a schedule?
  case polyLoss = "polyloss"
  /// Is it only label noise, against which other losses help too?
  case labelNoise = "label-noise"
  /// Is it only the amount of α, whatever the order?
  case order
  /// Would training longer do as well?
  case longerTraining = "longer-training"
}

/// The arm that is explained and the controls that could explain it away.
public struct ControlStudy: Codable, Hashable, Sendable {
  /// A control with the question that it answers.
  public struct Control: Codable, Hashable, Sendable {
    /// The arm's id.
    public var arm: String
    /// The question.
    public var question: ReviewerQuestion

    /// Creates a control.
    public init(arm: String, question: ReviewerQuestion) {
      self.arm = arm
      self.question = question
    }
  }

  /// The id of the arm that is explained.
  public var candidate: String
  /// The controls, in the order of the suite.
  public var controls: [Control]

  /// Creates a study.
  public init(candidate: String, controls: [Control]) {
    self.candidate = candidate
    self.controls = controls
  }
}
