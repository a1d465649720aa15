public import Core
public import Records

/// A comparison to run: every task is trained with every arm on every seed.
public struct Suite: Hashable, Sendable {
  /// How many seeds a suite may have; tuning trials have later ones, see ``SuiteTuning/firstSeed``.
  public static let seedCounts = 1...1000

  /// The stable id, equal to the file's stem.
  public var id: String
  /// What it compares, in one line.
  public var title: String
  /// The arm that the others are compared with.
  public var baseline: String
  /// Seeds for each task and arm; the seeds are 1 to this.
  public var seedCount: Int
  /// Datasets and models.
  public var tasks: [SuiteTask]
  /// What is compared, in the order of the file.
  public var arms: [SuiteArm]
  /// The arm that controls could explain away; nil where no arm is a control.
  public var candidate: String?
  /// How settings of arms are chosen; nil where all are written.
  public var tuning: SuiteTuning?

  /// Creates a suite.
  public init(
    id: String, title: String, baseline: String, seedCount: Int, tasks: [SuiteTask],
    arms: [SuiteArm], candidate: String? = nil, tuning: SuiteTuning? = nil
  ) {
    self.id = id
    self.title = title
    self.baseline = baseline
    self.seedCount = seedCount
    self.tasks = tasks
    self.arms = arms
    self.candidate = candidate
    self.tuning = tuning
  }

  /// The arm that is explained and its controls; nil where no arm is a control.
  public var controlStudy: ControlStudy? {
    let controls = arms.compactMap { arm in
      arm.answers.map { ControlStudy.Control(arm: arm.id, question: $0) }
    }
    guard let candidate, !controls.isEmpty else { return nil }
    return ControlStudy(candidate: candidate, controls: controls)
  }
}

/// A model on a dataset, and how long it trains: what all arms share.
public struct SuiteTask: Hashable, Sendable {
  /// The dataset's id.
  public var dataset: String
  /// The model, resolved.
  public var model: Component
  /// Passes over the training part.
  public var epochs: Int
  /// Examples per step.
  public var batchSize: Int
  /// The optimizer of arms that name none, resolved.
  public var optimizer: Component
  /// The learning-rate schedule of arms that name none, resolved.
  public var learningRate: Component
  /// How training pictures are changed at random; nil where they are not.
  public var augmentation: Augmentation?
  /// Settings of preprocessing that replace the manifest's; nil where none does.
  public var preprocessing: [String: String]?
  /// How labels of the training part are changed at random; nil where they are not.
  public var labelNoise: LabelNoise?
  /// The share of each class of the training part that is held out; nil for none.
  public var validation: Double?
  /// Which weights are scored; nil for those of the last epoch.
  public var selection: SelectionRule?

  /// Creates a task.
  public init(
    dataset: String, model: Component, epochs: Int, batchSize: Int, optimizer: Component,
    learningRate: Component, augmentation: Augmentation? = nil,
    preprocessing: [String: String]? = nil, labelNoise: LabelNoise? = nil,
    validation: Double? = nil, selection: SelectionRule? = nil
  ) {
    self.dataset = dataset
    self.model = model
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.augmentation = augmentation
    self.preprocessing = preprocessing
    self.labelNoise = labelNoise
    self.validation = validation
    self.selection = selection
  }
}
