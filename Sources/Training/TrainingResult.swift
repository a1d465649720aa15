public import Records

/// What came out of a trial, before it becomes a record.
public struct TrainingResult: Sendable {
  /// How it ended.
  public var outcome: TrialRecord.Outcome
  /// Scores on the training part in evaluation mode; nil when the trial diverged.
  public var train: TrialRecord.Scores?
  /// Scores on the test part; nil when the trial diverged.
  public var test: TrialRecord.Scores?
  /// Scores on what was held out; nil where nothing was, and when the trial diverged.
  public var validation: TrialRecord.Scores?
  /// How the epoch was chosen; nil for the last one.
  public var selection: SelectionFacts?
  /// What became of the training labels; nil where they were left as they are.
  public var labelNoise: NoiseFacts?
  /// The predicted class of each test example; empty when the trial diverged.
  public var testPredictions: [UInt16] = []
  /// A point for each finished epoch.
  public var curve: [TrialRecord.EpochPoint]
  /// Trainable numbers.
  public var parameterCount: Int
  /// The time from compiling the network to the last step.
  public var trainingTime = Duration.zero
  /// The time of the two evaluations.
  public var evaluationTime = Duration.zero

  /// Creates the result of a trial that was not scored.
  public init(
    outcome: TrialRecord.Outcome, curve: [TrialRecord.EpochPoint] = [], parameterCount: Int = 0
  ) {
    self.outcome = outcome
    self.curve = curve
    self.parameterCount = parameterCount
  }
}
