public import Core
public import Engine

/// A shared model: a network whose shapes follow the dataset at hand.
public protocol Model: Catalogued {
  /// The example shape, class count and batch size that `bench perf step` uses by default.
  static var referenceShape: ReferenceShape { get }

  /// Creates the model from a resolved component.
  init(_ settings: Component)

  /// Returns the network for examples of a shape.
  ///
  /// - Throws: ``ModelError`` when the model cannot read such examples.
  func network(input: ExampleShape, classCount: Int) throws -> Network
}

/// The measured step of a model: input, classes, batch and optimizer.
public struct ReferenceShape: Sendable {
  /// One example.
  public let input: ExampleShape
  /// The number of logits.
  public let classCount: Int
  /// Examples of a step.
  public let batchSize: Int
  /// The optimizer, as a suite would write it.
  public let optimizer: Component

  /// Creates a reference shape.
  public init(input: ExampleShape, classCount: Int, batchSize: Int, optimizer: Component) {
    self.input = input
    self.classCount = classCount
    self.batchSize = batchSize
    self.optimizer = optimizer
  }
}

/// Why a model cannot be used for a dataset.
public enum ModelError: ReportableError, Equatable {
  /// The model reads examples of another kind.
  case input(model: String, found: ExampleShape, expected: String)

  /// A mistake in what was asked for.
  public var kind: FailureKind { .usage }

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .input(let model, let found, let expected):
      "model \(model): found examples of shape \(found); expected \(expected); "
        + "`bench list models` shows which model reads what"
    }
  }
}
