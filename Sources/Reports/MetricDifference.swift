public import Statistics

/// A metric of an arm against the baseline, paired over seeds.
public struct MetricDifference: Codable, Hashable, Sendable {
  /// The metric.
  public var metric: Metric
  /// The comparison over the seeds that completed in both arms; accuracies are fractions.
  public private(set) var comparison: PairedComparison
  /// The sign-flip p after Holm's correction over the family.
  public private(set) var adjustedP: Double
  /// The comparisons corrected together: all of this report's that ask the same kind of question.
  public private(set) var familySize: Int
  /// Whether a claim still stands when the whole family is corrected for.
  public private(set) var survivesCorrection: Bool
  /// The verdict in words.
  public private(set) var verdictText: String

  /// Creates a difference that is a family of its own.
  public init(metric: Metric, comparison: PairedComparison) {
    self.metric = metric
    self.comparison = comparison
    adjustedP = 1
    familySize = 1
    survivesCorrection = false
    verdictText = ""
    correct(adjustedP: comparison.signFlipP, familySize: 1)
  }

  /// Makes the difference part of a family.
  mutating func correct(adjustedP: Double, familySize: Int) {
    self.adjustedP = adjustedP
    self.familySize = familySize
    let isClaim = comparison.verdict == .better || comparison.verdict == .worse
    survivesCorrection = isClaim && adjustedP < 1 - comparison.confidence
    verdictText =
      switch comparison.verdict {
      case .nTooSmall: Self.tooSmallText(pairs: comparison.count, needed: comparison.pairsNeeded)
      case .undecided: "no difference shown"
      case .better: survivesCorrection ? "better" : "better, not after Holm"
      case .worse: survivesCorrection ? "worse" : "worse, not after Holm"
      }
  }

  /// Whether the candidate's mean is on the worse side, however uncertain.
  public var isMeanWorse: Bool {
    let mean = comparison.summary.mean
    return comparison.direction == .higherIsBetter ? mean < 0 : mean > 0
  }

  /// Leaves out the difference of each pair, of which a file lists only so many.
  mutating func leaveOutDifferences() { comparison = comparison.withoutDifferences }

  static func tooSmallText(pairs: Int, needed: Int) -> String {
    "n too small (n = \(pairs); \(needed) needed)"
  }
}
