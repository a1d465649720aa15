public import Core
import Records

/// A comparison to run: every task is trained with every arm on every seed.
public struct Suite: Hashable, Sendable {
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

  /// Creates a suite.
  public init(
    id: String, title: String, baseline: String, seedCount: Int, tasks: [SuiteTask],
    arms: [SuiteArm]
  ) {
    self.id = id
    self.title = title
    self.baseline = baseline
    self.seedCount = seedCount
    self.tasks = tasks
    self.arms = arms
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

  /// Creates a task.
  public init(
    dataset: String, model: Component, epochs: Int, batchSize: Int, optimizer: Component,
    learningRate: Component, augmentation: Augmentation? = nil,
    preprocessing: [String: String]? = nil
  ) {
    self.dataset = dataset
    self.model = model
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.augmentation = augmentation
    self.preprocessing = preprocessing
  }
}

/// One side of the comparison.
public struct SuiteArm: Hashable, Sendable {
  /// The name in tables.
  public var id: String
  /// The loss, resolved.
  public var loss: Component
  /// The schedule of α, resolved; constantly 0 for a loss without α.
  public var schedule: Component
  /// The arm's own optimizer, resolved; nil for the task's.
  public var optimizer: Component?
  /// The arm's own learning-rate schedule, resolved; nil for the task's.
  public var learningRate: Component?

  /// Creates an arm.
  public init(
    id: String, loss: Component, schedule: Component, optimizer: Component? = nil,
    learningRate: Component? = nil
  ) {
    self.id = id
    self.loss = loss
    self.schedule = schedule
    self.optimizer = optimizer
    self.learningRate = learningRate
  }

  /// Returns the arm as trials of a task record it.
  func spec(for task: SuiteTask) -> ArmSpec {
    ArmSpec(
      id: id, loss: loss, schedule: schedule, optimizer: optimizer ?? task.optimizer,
      learningRateSchedule: learningRate ?? task.learningRate)
  }
}
