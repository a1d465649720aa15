/// One finished trial: what ran, on what, and what came out.
///
/// Everything outside ``timing`` is equal bit for bit when the same trial runs again.
public struct TrialRecord: Codable, Hashable, Sendable {
  /// The version of this layout.
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

  /// Scores of one set of predictions.
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

    /// Creates scores.
    public init(
      count: Int, accuracy: Double, negativeLogLikelihood: Double, brier: Double,
      expectedCalibrationError: Double
    ) {
      self.count = count
      self.accuracy = accuracy
      self.negativeLogLikelihood = negativeLogLikelihood
      self.brier = brier
      self.expectedCalibrationError = expectedCalibrationError
    }
  }

  /// What an epoch looked like.
  public struct EpochPoint: Codable, Hashable, Sendable {
    /// Epochs finished, from 1.
    public var epoch: Int
    /// Optimizer steps finished.
    public var step: Int
    /// The mixing coefficient of the epoch's last step.
    public var alpha: Double
    /// The learning rate of the epoch's last step.
    public var learningRate: Double
    /// The mean over the epoch's examples of the training loss, while the weights moved.
    public var meanLoss: Double
    /// The fraction of the epoch's examples predicted right, while the weights moved.
    public var runningAccuracy: Double
    /// The mean per-example gradient weight `w(p_y)`; 1 for cross entropy.
    public var meanWeight: Double

    /// Creates a point.
    public init(
      epoch: Int, step: Int, alpha: Double, learningRate: Double, meanLoss: Double,
      runningAccuracy: Double, meanWeight: Double
    ) {
      self.epoch = epoch
      self.step = step
      self.alpha = alpha
      self.learningRate = learningRate
      self.meanLoss = meanLoss
      self.runningAccuracy = runningAccuracy
      self.meanWeight = meanWeight
    }
  }
}
