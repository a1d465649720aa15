public import Core
public import Records
public import Statistics

/// All arms on one dataset and model.
public struct ComparisonCell: Codable, Hashable, Sendable {
  /// The dataset's id.
  public var dataset: String
  /// The model, resolved.
  public var model: Component
  /// The model's id, with its settings where two models of the report share the id, and with the
  /// label noise where labels were changed.
  public var modelLabel: String
  /// Passes over the training part; arms that train longer or shorter say so.
  public var epochs: Int
  /// Examples per optimizer step.
  public var batchSize: Int
  /// Trainable numbers in the model; nil when nothing ran.
  public var parameterCount: Int?
  /// The best accuracy any classifier can reach, where the generator knows it.
  public var bayesAccuracy: Double?
  /// How training labels were changed; nil where they were not.
  public var labelNoise: LabelNoise?
  /// The mean share of training labels that were changed; nil where none were to be.
  public var changedShare: Double?
  /// The share of the training part that was held out; nil for none.
  public var validation: Double?
  /// Which weights were scored; nil for those of the last epoch.
  public var selection: SelectionRule?
  /// The baseline first, then the other arms.
  public var arms: [ArmRow]

  /// The cell's name in headings.
  public var title: String { "\(dataset) × \(modelLabel)" }
}

/// One arm in a cell.
public struct ArmRow: Codable, Hashable, Sendable {
  /// The arm, with every setting.
  public var arm: ArmSpec
  /// Whether the other arms are compared with this one.
  public var isBaseline: Bool
  /// The completed seeds, ascending.
  public var seeds: [SeedScores]
  /// The planned seeds without scores, ascending.
  public var gaps: [TrialGap]
  /// Each metric over the completed seeds; empty when there are none.
  public var summaries: [MetricSummary]
  /// The seeds that completed here and in the baseline, ascending; empty for the baseline.
  public var pairedSeeds: [UInt64]
  /// Each metric against the baseline; empty for the baseline and without pairs.
  public var differences: [MetricDifference]
  /// Proper and calibration scores whose mean got worse while the mean accuracy rose.
  ///
  /// The expectation loss `1 − p_y` is not a proper score: it may buy accuracy with probabilities
  /// that mean less.
  public var tradedAway: [Metric]
  /// What a file leaves out of the lists above; nil where they are whole.
  public var omitted: OmittedLists?
  /// Passes over the training part; nil for as many as the cell says.
  public var epochs: Int?
  /// The diagnostic metrics over the completed seeds that have them.
  public var diagnosticSummaries: [MetricSummary] = []
  /// The diagnostic metrics against the baseline, over the pairs that have them.
  public var diagnosticDifferences: [MetricDifference] = []
  /// What the arm did in training; nil when no record says.
  public var diagnostics: ArmDiagnostics?

  /// Planned trials: completed ones and gaps.
  public var plannedCount: Int {
    seeds.count + gaps.count + (omitted.map { $0.seeds + $0.gaps } ?? 0)
  }

  /// The seeds that completed here and in the baseline, also where they are not listed.
  var pairCount: Int { difference(of: .accuracy)?.comparison.count ?? 0 }

  /// Returns the summary of a metric, or nil when no seed completed.
  public func summary(of metric: Metric) -> MetricSummary? {
    (summaries + diagnosticSummaries).first { $0.metric == metric }
  }

  /// Returns the difference of a metric to the baseline, or nil when there is none.
  public func difference(of metric: Metric) -> MetricDifference? {
    (differences + diagnosticDifferences).first { $0.metric == metric }
  }

  /// The gaps of one kind.
  public func gaps(of kind: TrialGap.Kind) -> [TrialGap] { gaps.filter { $0.kind == kind } }

  /// The differences of ``tradedAway``.
  var tradedAwayDifferences: [MetricDifference] {
    tradedAway.compactMap { difference(of: $0) }
  }
}

/// The test scores of one completed trial.
public struct SeedScores: Codable, Hashable, Sendable {
  /// The seed.
  public var seed: UInt64
  /// The record's key.
  public var key: String
  /// The scores on the test part.
  public var scores: TrialRecord.Scores
  /// Wilson's interval of the accuracy: what this one model would score on fresh examples.
  public var accuracyInterval: ConfidenceInterval
}
