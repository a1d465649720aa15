public import Records
import Statistics

/// What controls say about the arm that is explained: each comparison, and an answer to each question.
///
/// The comparisons are corrected as a family of their own.
public struct ControlFindings: Codable, Hashable, Sendable {
  /// The arm that is explained.
  public var candidate: String
  /// Every comparison of the candidate with a control, by question, then cell, then control.
  public var comparisons: [ControlComparison]
  /// Comparisons corrected together.
  public var familySize: Int
  /// The questions that a control answers, each with what was found on every cell.
  public var answers: [ControlAnswer]

  /// Compares the candidate with its controls on every cell.
  init(_ study: ControlStudy, cells: [ComparisonCell], confidence: Double) {
    candidate = study.candidate
    var comparisons: [ControlComparison] = []
    for question in ReviewerQuestion.allCases {
      for cell in cells {
        for control in study.controls where control.question == question {
          comparisons.append(
            ControlComparison(
              control, candidate: study.candidate, in: cell, confidence: confidence))
        }
      }
    }
    let places = comparisons.indices.filter { comparisons[$0].difference != nil }
    let adjusted = HolmCorrection.adjusted(
      places.compactMap { comparisons[$0].difference?.comparison.signFlipP })
    for (place, p) in zip(places, adjusted) {
      comparisons[place].difference?.correct(adjustedP: p, familySize: places.count)
    }
    familySize = places.count
    self.comparisons = comparisons
    answers = []
    for question in ReviewerQuestion.allCases {
      let mine = comparisons.filter { $0.question == question }
      guard !mine.isEmpty else { continue }
      answers.append(
        ControlAnswer(
          question: question,
          cells: cells.map { cell in
            ControlAnswer.Cell(
              cell, candidate: study.candidate, comparisons: mine.filter { $0.cell == cell.title })
          }))
    }
  }
}

/// The candidate against one control on one dataset and model.
public struct ControlComparison: Codable, Hashable, Sendable {
  /// The cell's title.
  public var cell: String
  /// The question that the control answers.
  public var question: ReviewerQuestion
  /// The control's id.
  public var control: String
  /// Accuracy of the candidate less that of the control, paired by seed; nil without pairs.
  public var difference: MetricDifference?

  init(
    _ control: ControlStudy.Control, candidate: String, in cell: ComparisonCell, confidence: Double
  ) {
    (self.cell, question, self.control) = (cell.title, control.question, control.arm)
    difference = cell.difference(of: candidate, to: control.arm, confidence: confidence)
  }
}

/// What was found about one question.
public struct ControlAnswer: Codable, Hashable, Sendable {
  /// What one cell says.
  public enum Finding: String, Codable, Hashable, Sendable, CaseIterable {
    /// The candidate beats the baseline and every control, after correction.
    case more
    /// The candidate beats the baseline, and is not shown to beat every control.
    case notExcluded
    /// The candidate beats the baseline, and a control beats the candidate, after correction.
    case controlIsBetter
    /// The candidate is not shown to beat the baseline: there is nothing to explain.
    case noGain
    /// Too few seeds completed for any claim.
    case tooFew
  }

  /// One dataset and model.
  public struct Cell: Codable, Hashable, Sendable {
    /// The cell's title.
    public var title: String
    /// What it says.
    public var finding: Finding
    /// The candidate against the baseline; nil without pairs.
    public var gain: MetricDifference?

    init(_ cell: ComparisonCell, candidate: String, comparisons: [ControlComparison]) {
      title = cell.title
      gain = cell.arms.first { $0.arm.id == candidate }?.difference(of: .accuracy)
      finding = Self.finding(gain: gain, comparisons.map(\.difference))
    }

    private static func finding(
      gain: MetricDifference?, _ differences: [MetricDifference?]
    ) -> Finding {
      let all = [gain] + differences
      guard all.allSatisfy({ $0.map { $0.comparison.verdict != .nTooSmall } ?? false }) else {
        return .tooFew
      }
      guard gain?.isShown(.better) == true else { return .noGain }
      if differences.contains(where: { $0?.isShown(.worse) == true }) { return .controlIsBetter }
      return differences.allSatisfy { $0?.isShown(.better) == true } ? .more : .notExcluded
    }
  }

  /// The question.
  public var question: ReviewerQuestion
  /// Every cell.
  public var cells: [Cell]

  /// The cells with a finding.
  func cells(_ finding: Finding) -> [Cell] { cells.filter { $0.finding == finding } }
}

extension MetricDifference {
  /// Whether a verdict stands after correction.
  func isShown(_ verdict: Verdict) -> Bool { comparison.verdict == verdict && survivesCorrection }
}

extension ComparisonCell {
  /// Returns the accuracy of an arm less that of another, over the seeds that completed in both; nil
  /// without any.
  func difference(of arm: String, to other: String, confidence: Double) -> MetricDifference? {
    guard let mine = arms.first(where: { $0.arm.id == arm }),
      let theirs = arms.first(where: { $0.arm.id == other })
    else { return nil }
    let pairs = mine.seeds.compactMap { seed in
      theirs.seeds.first { $0.seed == seed.seed }.map {
        (seed.scores.accuracy, $0.scores.accuracy)
      }
    }
    guard !pairs.isEmpty else { return nil }
    return MetricDifference(
      metric: .accuracy,
      comparison: PairedComparison(
        baseline: pairs.map(\.1), candidate: pairs.map(\.0), direction: .higherIsBetter,
        confidence: confidence))
  }
}
