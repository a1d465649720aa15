public import Core

/// Preprocessed examples of one part of a dataset, resident in memory and shared by all trials.
public protocol ExampleSource: Sendable {
  /// The number of examples.
  var count: Int { get }
  /// The class of each example, from 0.
  var labels: [Int32] { get }
  /// The true length of each example, where examples are padded at their end to a common length.
  ///
  /// Nil when every example of the dataset, in all of its parts, fills its shape.
  var lengths: [Int32]? { get }
  /// The bytes held besides the decoded arrays, shared ones in proportion.
  var preparedBytes: Int { get }
  /// Copies examples into a batch, row-major `[indices.count] + shape`.
  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>)
  /// Copies examples into a batch as a training step sees them, each changed at random.
  ///
  /// The change of an example depends on the stream's key and on its index alone, not on its place
  /// in the batch. A source that does not know how to change its examples copies them.
  ///
  /// - Parameters:
  ///   - indices: the examples.
  ///   - augmentation: how they are changed.
  ///   - stream: the stream of one epoch.
  ///   - batch: where they go, row-major `[indices.count] + shape`.
  func gather(
    _ indices: Span<Int32>, changedBy augmentation: Augmentation, _ stream: RandomStream,
    into batch: inout MutableSpan<Float>)
}

extension ExampleSource {
  /// Nil: nothing is padded.
  public var lengths: [Int32]? { nil }
  /// Nothing: examples are read from the decoded arrays.
  public var preparedBytes: Int { 0 }

  /// Copies the examples.
  public func gather(
    _ indices: Span<Int32>, changedBy augmentation: Augmentation, _ stream: RandomStream,
    into batch: inout MutableSpan<Float>
  ) {
    gather(indices, into: &batch)
  }
}

/// A dataset ready to train on: preprocessing was fitted on the training part alone.
public struct PreparedDataset: Sendable {
  /// The dataset's id.
  public let id: String
  /// The shape of one example.
  public let shape: ExampleShape
  /// Class names in label order.
  public let classes: [String]
  /// What is trained on.
  public let train: any ExampleSource
  /// What was held out of the training part; nil when nothing was.
  public let validation: (any ExampleSource)?
  /// The test part, read once, after selection.
  public let test: any ExampleSource
  /// Whether the label of each training example is known to be wrong; nil where nobody knows.
  public let mislabelled: [Bool]?

  /// Creates a prepared dataset.
  public init(
    id: String, shape: ExampleShape, classes: [String], train: any ExampleSource,
    validation: (any ExampleSource)?, test: any ExampleSource, mislabelled: [Bool]? = nil
  ) {
    precondition(
      mislabelled.map { $0.count == train.count } ?? true,
      "\(mislabelled?.count ?? 0) marks for \(train.count) training examples")
    self.id = id
    self.shape = shape
    self.classes = classes
    self.train = train
    self.validation = validation
    self.test = test
    self.mislabelled = mislabelled
  }
}

/// A dataset as its files say it, split into training and test part, before any preprocessing.
public protocol DecodedDataset: Sendable {
  /// Class names in label order.
  var classes: [String] { get }
  /// The training part's labels, from 0.
  var trainLabels: [Int32] { get }
  /// The test part's labels, from 0.
  var testLabels: [Int32] { get }
  /// The SHA-256 of the decoded arrays, equal for archives that differ only in packing.
  ///
  /// See ``ArrayDigest`` for when it is computed.
  var digest: String { get }
  /// The bytes of the decoded arrays: pixels, cells, values or texts, and labels.
  var byteCount: Int { get }
  /// Adds the decoded values of an example, without its label: equal bytes mean equal examples.
  func appendValues(of example: Int, in part: DatasetPart, to bytes: inout [UInt8])
  /// Returns the same examples with the settings of preprocessing that are written in `fields`.
  func changing(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> any DecodedDataset
  /// Fits preprocessing on the training part less the indices held out, and applies it to all parts.
  func prepared(id: String, holdingOut validation: [Int]) throws -> PreparedDataset
}
