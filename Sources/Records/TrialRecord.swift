/// One finished trial: what ran, on what, and what came out.
///
/// Everything outside ``timing`` is equal bit for bit when the same trial runs again.
public struct TrialRecord: Codable, Hashable, Sendable {
  /// The version of this layout.
  ///
  /// 2 added diagnostics and failures; records of version 1 read as without them.
  public static let currentFormat = 2

  /// The layout version.
  public var format: Int
  /// The digest of everything that determines the result: spec, data, numerics and library versions.
  public var key: String
  /// What ran.
  public var spec: TrialSpec
  /// What it ran on.
  public var data: DataFacts
  /// What computed it.
  public var environment: EnvironmentFacts
  /// How it ended.
  public var outcome: Outcome
  /// Scores on the test part at the end; absent when the trial diverged, or only helped to tune.
  public var test: Scores?
  /// Scores on the training part at the end, measured in evaluation mode.
  public var train: Scores?
  /// Scores on what was held out, with the weights that are scored; nil where nothing was.
  public var validation: Scores?
  /// How the epoch was chosen; nil for the last one.
  public var selection: SelectionFacts?
  /// What became of the training labels; nil where they were left as they are.
  public var labelNoise: NoiseFacts?
  /// A point for each epoch.
  public var curve: [EpochPoint]
  /// The predicted class of each test example, as base64 of little-endian 16-bit numbers.
  public var testPredictions: String
  /// Trainable numbers in the model.
  public var parameterCount: Int
  /// Seconds and load: the only part that differs between two runs of the same trial.
  public var timing: TimingFacts

  /// Creates a record of the current format.
  public init(
    key: String, spec: TrialSpec, data: DataFacts, environment: EnvironmentFacts,
    outcome: Outcome, test: Scores?, train: Scores?, curve: [EpochPoint], testPredictions: String,
    parameterCount: Int, timing: TimingFacts, validation: Scores? = nil,
    selection: SelectionFacts? = nil, labelNoise: NoiseFacts? = nil
  ) {
    format = Self.currentFormat
    self.key = key
    self.spec = spec
    self.data = data
    self.environment = environment
    self.outcome = outcome
    self.test = test
    self.train = train
    self.curve = curve
    self.testPredictions = testPredictions
    self.parameterCount = parameterCount
    self.timing = timing
    self.validation = validation
    self.selection = selection
    self.labelNoise = labelNoise
  }

  /// How a trial ended.
  public enum Outcome: Codable, Hashable, Sendable {
    /// All steps ran.
    case completed
    /// The loss stopped being finite at this step (counted from 0).
    case diverged(step: Int)
    /// Something other than its numbers ended it; another try may succeed.
    case failed(FailureCause, reason: String)

    /// The name of the case of failures, as stores list it.
    public static let failureName = "failed"

    /// Whether another try may end otherwise: numbers are the same each time, machines are not.
    public var isFailure: Bool {
      if case .failed = self { true } else { false }
    }
  }

  /// What ended a trial that failed.
  public enum FailureCause: String, Codable, Hashable, Sendable, CaseIterable {
    /// An error of the engine, the data or the files.
    case error
    /// It took longer than it was allowed to.
    case timeLimit
    /// It needs more memory than there is.
    case memory
    /// The process died under it, again and again at the same step.
    case crash
  }
}
