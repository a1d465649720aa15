import Core
import DataStore
import Models
import Records

/// Random examples of any shape, some padded, which a changed batch moves by noise of its own.
struct AnyExamples: ExampleSource {
  let shape: ExampleShape
  let labels: [Int32]
  let lengths: [Int32]?
  private let values: [Float]

  var count: Int { labels.count }

  init(_ shape: ExampleShape, count: Int, seed: UInt64) {
    self.shape = shape
    var stream = RandomStream(seed: seed)
    labels = (0..<count).map { Int32($0 % 3) }
    let longest = shape.dimensions[shape.dimensions.count - 1]
    if case .series = shape {
      lengths = (0..<count).map { Int32(longest - ($0 % 3) * 4) }
    } else {
      lengths = nil
    }
    values = (0..<count).flatMap { Self.example(shape, $0, &stream) }
  }

  /// Random values of one example; those of tokens have padding behind some.
  static func example(_ shape: ExampleShape, _ index: Int, _ stream: inout RandomStream)
    -> [Float]
  {
    switch shape {
    case .tokens(let length, let vocabulary):
      let words = length - index % 4
      return (0..<length).map { $0 < words ? Float(1 + stream.index(below: vocabulary - 1)) : 0 }
    case .mixed(let numeric, let cardinalities):
      let numbers = (0..<numeric).map { _ in Float(stream.normal()) }
      return numbers + cardinalities.map { Float(stream.index(below: $0)) }
    case .features, .image, .series:
      return (0..<shape.elementCount).map { _ in Float(stream.normal()) }
    }
  }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    let width = shape.elementCount
    for row in indices.indices {
      for column in 0..<width {
        batch[row * width + column] = values[Int(indices[row]) * width + column]
      }
    }
  }

  func gather(
    _ indices: Span<Int32>, changedBy augmentation: Augmentation, _ stream: RandomStream,
    into batch: inout MutableSpan<Float>
  ) {
    gather(indices, into: &batch)
    let width = shape.elementCount
    for row in indices.indices {
      var random = stream.split(Int(indices[row]))
      for column in 0..<width { batch[row * width + column] += Float(random.normal()) * 0.1 }
    }
  }
}

/// A small dataset that a model can read.
func makeDataset(for model: Component) throws -> PreparedDataset {
  let shape: ExampleShape
  switch try ModelCatalogue.referenceShape(model).input {
  case .features: shape = .features(6)
  case .image: shape = .image(channels: 3, height: 12, width: 12)
  case .series: shape = .series(channels: 3, length: 20)
  case .tokens: shape = .tokens(length: 9, vocabulary: 40)
  case .mixed: shape = .mixed(numeric: 3, cardinalities: [4, 3])
  }
  // 17 examples in batches of 5: the last batch of an epoch is short.
  return PreparedDataset(
    id: "any", shape: shape, classes: ["a", "b", "c"],
    train: AnyExamples(shape, count: 17, seed: 1), validation: nil,
    test: AnyExamples(shape, count: 7, seed: 2))
}
