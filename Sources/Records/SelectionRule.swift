/// Which of the weights that training went through are scored.
public enum SelectionRule: String, Codable, Hashable, Sendable, CaseIterable {
  /// Those after the last step.
  case lastEpoch = "last-epoch"
  /// Those of the epoch that was best on the examples held out: by accuracy, then by likelihood,
  /// then the first.
  case bestValidation = "best-validation"
}

/// The scores on the examples held out, epoch by epoch, and the epoch that was chosen by them.
public struct SelectionFacts: Codable, Hashable, Sendable {
  /// The epoch whose weights were scored, from 1.
  public var epoch: Int
  /// The fraction right after each epoch.
  public var accuracies: [Double]
  /// The mean negative log likelihood after each epoch, in nats; the greatest finite number after an
  /// epoch whose scores were not finite.
  public var negativeLogLikelihoods: [Double]

  /// Creates the facts.
  public init(epoch: Int, accuracies: [Double], negativeLogLikelihoods: [Double]) {
    self.epoch = epoch
    self.accuracies = accuracies
    self.negativeLogLikelihoods = negativeLogLikelihoods
  }
}
