public import Core
public import Records

/// One side of the comparison.
public struct SuiteArm: Hashable, Sendable {
  /// How long an arm trains.
  public enum Epochs: Hashable, Sendable {
    /// So many epochs.
    case count(Int)
    /// A multiple of the task's epochs, rounded to whole ones.
    case times(Double)
  }

  /// How an arm changes training pictures.
  public enum PictureChanges: Hashable, Sendable {
    /// As the task says.
    case ofTask
    /// In a way of its own; nil for not at all.
    case own(Augmentation?)
  }

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
  /// Settings of components, changed in this order once it is known which components the task uses.
  public var changes: [SettingChange] = []
  /// The arm whose schedule's mean is this arm's constant α; nil where ``schedule`` says it all.
  public var meanOf: String?
  /// The arm whose recorded mean weights multiply the learning rate; nil for none.
  public var matches: String?
  /// How long the arm trains; nil for as long as the task says.
  public var epochs: Epochs?
  /// How the arm changes training pictures.
  public var augmentation = PictureChanges.ofTask
  /// The question that the arm answers as a control; nil where it is none.
  public var answers: ReviewerQuestion?
  /// The configurations from which tuning chooses; empty where nothing is tuned.
  public var configurations: [[SettingChange]] = []

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

  /// The arm that this one takes its settings from; nil where it stands alone.
  public var source: String? { matches ?? meanOf }

  /// Returns the components of the arm on a task, before settings are changed.
  func spec(for task: SuiteTask) -> ArmSpec {
    ArmSpec(
      id: id, loss: loss, schedule: schedule, optimizer: optimizer ?? task.optimizer,
      learningRateSchedule: learningRate ?? task.learningRate)
  }

  /// Returns how long the arm trains on a task.
  public func epochs(on task: SuiteTask) -> Int {
    switch epochs {
    case .count(let count): count
    case .times(let factor): max(1, Int((Double(task.epochs) * factor).rounded()))
    case nil: task.epochs
    }
  }

  /// Returns how the arm changes a task's training pictures.
  func augmentation(on task: SuiteTask) -> Augmentation? {
    switch augmentation {
    case .ofTask: task.augmentation
    case .own(let augmentation): augmentation
    }
  }
}
