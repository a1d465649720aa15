public import Core
public import DataStore
public import Records

/// The labels of a training part after some of them were changed at random.
///
/// Each example takes two numbers of its own from the stream, in the order of the examples: whether
/// its label changes, and to what. So what changes at rate 0.2 also changes at 0.4, and every arm,
/// model and worker sees the same changes.
public struct NoisyLabels: Hashable, Sendable {
  /// The labels to train on.
  public let labels: [Int32]
  /// Which of them differ from the labels of the dataset.
  public let isChanged: [Bool]

  /// Changes labels.
  ///
  /// - Parameters:
  ///   - noise: which labels change, and how.
  ///   - part: the whole training part with its own labels; the values are read for noise that
  ///     depends on the example alone.
  ///   - shape: the shape of an example.
  ///   - classCount: the number of classes, at least 2.
  ///   - stream: the source of randomness: a function of seed and dataset.
  /// - Source: transition matrices as in Patrini et al., CVPR 2017, and Han et al., *Co-teaching*,
  ///   NeurIPS 2018, with `rate` the chance of a wrong label.
  public init(
    _ noise: LabelNoise, of part: any ExampleSource, shape: ExampleShape, classCount: Int,
    stream: RandomStream
  ) {
    precondition(classCount >= 2, "label noise needs 2 classes, got \(classCount)")
    let clean = part.labels
    let byInstance =
      noise.kind == .instance
      ? InstanceNoise(
        part, shape: shape, classCount: classCount, rate: noise.rate, stream: stream) : nil
    var (labels, isChanged) = (clean, [Bool](repeating: false, count: clean.count))
    var choices = stream.split("labels")
    let classes = Int32(classCount)
    for index in clean.indices {
      let (chance, place) = (choices.uniformDouble(), choices.uniformDouble())
      guard chance < byInstance?.rates[index] ?? noise.rate else { continue }
      isChanged[index] = true
      let label = clean[index]
      switch noise.kind {
      case .symmetric:
        let step = 1 + Int32(place * Double(classCount - 1))
        labels[index] = (label + min(step, classes - 1)) % classes
      case .pair: labels[index] = (label + 1) % classes
      case .instance: labels[index] = byInstance?.wrongLabel(of: index, at: place) ?? label
      }
    }
    (self.labels, self.isChanged) = (labels, isChanged)
  }
}

/// Examples of another source with other labels.
struct RelabelledExamples: ExampleSource {
  let base: any ExampleSource
  let labels: [Int32]

  var count: Int { base.count }
  var lengths: [Int32]? { base.lengths }
  var preparedBytes: Int { base.preparedBytes }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    base.gather(indices, into: &batch)
  }

  func gather(
    _ indices: Span<Int32>, changedBy augmentation: Augmentation, _ stream: RandomStream,
    into batch: inout MutableSpan<Float>
  ) {
    base.gather(indices, changedBy: augmentation, stream, into: &batch)
  }
}

extension PreparedDataset {
  /// Returns the same dataset with other labels in the training part and in what was held out of it.
  ///
  /// - Parameters:
  ///   - noisy: labels of the whole training part.
  ///   - heldOut: the indices that were held out, ascending.
  /// - Returns: a dataset that shares the examples; its test part is as it was.
  public func relabelled(_ noisy: NoisyLabels, heldOut: [Int]) -> PreparedDataset {
    var isHeldOut = [Bool](repeating: false, count: noisy.labels.count)
    for index in heldOut { isHeldOut[index] = true }
    let kept = noisy.labels.indices.filter { !isHeldOut[$0] }
    precondition(
      kept.count == train.count && heldOut.count == validation?.count ?? 0,
      "\(id): \(noisy.labels.count) labels do not fit its parts")
    return PreparedDataset(
      id: id, shape: shape, classes: classes,
      train: RelabelledExamples(base: train, labels: kept.map { noisy.labels[$0] }),
      validation: validation.map {
        RelabelledExamples(base: $0, labels: heldOut.map { noisy.labels[$0] })
      },
      test: test, mislabelled: kept.map { noisy.isChanged[$0] })
  }
}
