public import Core

/// How the settings of an arm were chosen for one dataset and model: the whole grid with its scores.
public struct TuningChoice: Codable, Hashable, Sendable {
  /// One configuration of the grid.
  public struct Candidate: Codable, Hashable, Sendable {
    /// What it changes in the arm.
    public var changes: [SettingChange]
    /// The tuning seeds whose trial was completed.
    public var completedSeeds: [UInt64]
    /// The mean accuracy on what was held out, over those seeds; nil without any.
    public var accuracy: Double?
    /// The mean negative log likelihood on what was held out, in nats; nil without any.
    public var negativeLogLikelihood: Double?

    /// Creates a candidate.
    public init(
      changes: [SettingChange], completedSeeds: [UInt64], accuracy: Double?,
      negativeLogLikelihood: Double?
    ) {
      self.changes = changes
      self.completedSeeds = completedSeeds
      self.accuracy = accuracy
      self.negativeLogLikelihood = negativeLogLikelihood
    }

    /// The configuration in words.
    public var text: String { changes.map(\.text).joined(separator: ", ") }
  }

  /// The trial that was tuned for: dataset, model, label noise and arm are those of the choice.
  public var dataset: String
  /// The model, resolved.
  public var model: Component
  /// The label noise; nil for none.
  public var labelNoise: LabelNoise?
  /// The arm's id.
  public var arm: String
  /// The share held out.
  public var validation: Double
  /// The seeds of the tuning trials.
  public var seeds: [UInt64]
  /// The grid, in the order of the suite.
  public var candidates: [Candidate]
  /// The index of the configuration that was chosen.
  public var chosen: Int

  /// Chooses: the most completed seeds, then the highest mean accuracy, then the lowest mean
  /// negative log likelihood, then the first.
  public init(
    dataset: String, model: Component, labelNoise: LabelNoise?, arm: String, validation: Double,
    seeds: [UInt64], candidates: [Candidate]
  ) {
    precondition(!candidates.isEmpty, "\(arm): nothing to choose from")
    self.dataset = dataset
    self.model = model
    self.labelNoise = labelNoise
    self.arm = arm
    self.validation = validation
    self.seeds = seeds
    self.candidates = candidates
    chosen = 0
    for index in candidates.indices where Self.isBetter(candidates[index], candidates[chosen]) {
      chosen = index
    }
  }

  /// The chosen configuration.
  public var choice: Candidate { candidates[chosen] }

  private static func isBetter(_ one: Candidate, _ other: Candidate) -> Bool {
    if one.completedSeeds.count != other.completedSeeds.count {
      return one.completedSeeds.count > other.completedSeeds.count
    }
    guard let (mine, theirs) = both(one.accuracy, other.accuracy) else { return false }
    if mine != theirs { return mine > theirs }
    guard let (mine, theirs) = both(one.negativeLogLikelihood, other.negativeLogLikelihood) else {
      return false
    }
    return mine < theirs
  }

  private static func both(_ one: Double?, _ other: Double?) -> (Double, Double)? {
    guard let one, let other else { return nil }
    return (one, other)
  }
}
