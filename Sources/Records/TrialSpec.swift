public import Core

/// One arm of a comparison: everything that may differ between trials of one seed.
public struct ArmSpec: Codable, Hashable, Sendable {
  /// The arm's name in the suite, such as `mixed-late`.
  public var id: String
  /// The loss, resolved.
  public var loss: Component
  /// The schedule of the mixing coefficient α, resolved.
  public var schedule: Component
  /// The optimizer, resolved.
  public var optimizer: Component
  /// The learning-rate schedule, resolved.
  public var learningRateSchedule: Component
  /// The arm whose recorded mean weights multiply the learning rate; nil where none do.
  public var learningRateMatches: String?

  /// Creates an arm.
  public init(
    id: String, loss: Component, schedule: Component, optimizer: Component,
    learningRateSchedule: Component, learningRateMatches: String? = nil
  ) {
    self.id = id
    self.loss = loss
    self.schedule = schedule
    self.optimizer = optimizer
    self.learningRateSchedule = learningRateSchedule
    self.learningRateMatches = learningRateMatches
  }
}

/// Everything that determines the numbers of one trial, apart from data bytes and library versions.
public struct TrialSpec: Codable, Hashable, Sendable {
  /// The dataset's id.
  public var dataset: String
  /// The model, resolved.
  public var model: Component
  /// The arm.
  public var arm: ArmSpec
  /// The seed that arms are paired on.
  public var seed: UInt64
  /// Passes over the training part.
  public var epochs: Int
  /// Examples per optimizer step.
  public var batchSize: Int
  /// Kernel threads inside the trial; 1 unless asked for.
  public var threads: Int
  /// What products read, such as `bf16`; nil for 32-bit floats.
  public var precision: String?
  /// How training pictures are changed at random; nil where they are not.
  public var augmentation: Augmentation?
  /// Settings of preprocessing that replace the manifest's; nil where none does.
  public var preprocessing: [String: String]?
  /// How labels of the training part are changed at random; nil where they are not.
  public var labelNoise: LabelNoise?
  /// The share of each class of the official training part that is held out; nil for none.
  public var validation: Double?
  /// Which weights are scored; nil for those of the last epoch.
  public var selection: SelectionRule?
  /// The key of the trial whose recorded mean weights multiply the learning rate, epoch by epoch.
  public var matchedTrial: String?
  /// True for a trial that only helps to choose settings: it never reads the test part.
  public var isTuning: Bool?

  /// Creates a trial.
  public init(
    dataset: String, model: Component, arm: ArmSpec, seed: UInt64, epochs: Int, batchSize: Int,
    threads: Int, precision: String? = nil, augmentation: Augmentation? = nil,
    preprocessing: [String: String]? = nil, labelNoise: LabelNoise? = nil,
    validation: Double? = nil, selection: SelectionRule? = nil, matchedTrial: String? = nil,
    isTuning: Bool? = nil
  ) {
    self.dataset = dataset
    self.model = model
    self.arm = arm
    self.seed = seed
    self.epochs = epochs
    self.batchSize = batchSize
    self.threads = threads
    self.precision = precision
    self.augmentation = augmentation
    self.preprocessing = preprocessing
    self.labelNoise = labelNoise
    self.validation = validation
    self.selection = selection
    self.matchedTrial = matchedTrial
    self.isTuning = isTuning
  }

  /// The root of this trial's random streams.
  ///
  /// The arm is not part of the derivation: arms of one seed share initial weights, order,
  /// augmentation and dropout masks.
  public var commonStream: RandomStream { dataStream.split("model \(model.id)") }

  /// The root of what is drawn about the data alone: which examples are held out, which labels change.
  ///
  /// Neither the model nor the arm is part of the derivation.
  public var dataStream: RandomStream {
    RandomStream(seed: seed).split("dataset \(dataset)")
  }
}
