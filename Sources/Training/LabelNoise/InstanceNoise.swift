import Core
import DataStore
import Foundation

/// Label noise that depends on what an example looks like.
///
/// Each example has a chance of its own, normal around the rate with deviation 0.1 and drawn again
/// outside 0 to 1. Which wrong label it gets, its features decide: `softmax(x · W_y)` without the
/// true class y, with a matrix of standard normal numbers `W_y` for each class. x is what a model
/// reads; an id counts as its own feature of value 1, and words are counted.
///
/// - Source: Xia et al., *Part-dependent Label Noise*, NeurIPS 2020, algorithm 2.
struct InstanceNoise {
  /// The chance of each example that its label changes.
  let rates: [Double]

  private let examples: any ExampleSource
  private let shape: ExampleShape
  private let classCount: Int
  private let rows: FeatureRows

  init(
    _ examples: any ExampleSource, shape: ExampleShape, classCount: Int, rate: Double,
    stream: RandomStream
  ) {
    self.examples = examples
    self.shape = shape
    self.classCount = classCount
    let draws = stream.split("rates")
    rates = examples.labels.indices.map { index in
      var draws = draws.split(index)
      while true {
        let chance = rate + 0.1 * draws.normal()
        if (0...1).contains(chance) { return chance }
      }
    }

    rows = FeatureRows(classCount: classCount, stream: stream.split("projection"))
  }

  /// Returns the wrong label of an example at a place from 0 to 1 in its distribution.
  func wrongLabel(of index: Int, at place: Double) -> Int32 {
    let label = Int(examples.labels[index])
    let logits = logits(of: index, label: label)
    let largest = logits.indices.filter { $0 != label }.map { logits[$0] }.max() ?? 0
    let weights = logits.indices.map { $0 == label ? 0 : exp(logits[$0] - largest) }
    var rest = place * weights.reduce(0, +)
    var last = label
    for candidate in weights.indices where candidate != label {
      last = candidate
      rest -= weights[candidate]
      if rest < 0 { break }
    }
    return Int32(last)
  }

  /// `x · W_y`, summed in the order of the features.
  private func logits(of index: Int, label: Int) -> [Double] {
    let values = values(of: index)
    var logits = [Double](repeating: 0, count: classCount)
    func add(_ feature: Int, _ value: Float) {
      rows.withRow(feature) { row in
        for k in 0..<classCount {
          logits[k] += Double(value) * Double(row[label * classCount + k])
        }
      }
    }
    switch shape {
    case .tokens:
      for id in values where id > 0 { add(Int(id), 1) }
    case .mixed(let numeric, let cardinalities):
      for feature in 0..<numeric { add(feature, values[feature]) }
      var first = numeric
      for (column, cardinality) in cardinalities.enumerated() {
        add(first + Int(values[numeric + column]), 1)
        first += cardinality
      }
    case .features, .image, .series:
      for feature in values.indices { add(feature, values[feature]) }
    }
    return logits
  }

  private func values(of index: Int) -> [Float] {
    var values = [Float](repeating: 0, count: shape.elementCount)
    var span = values.mutableSpan
    let indices = [Int32(index)]
    examples.gather(indices.span, into: &span)
    return values
  }
}

/// Rows of the projection, one a feature, drawn when they are first needed.
private final class FeatureRows {
  private let classCount: Int
  private let stream: RandomStream
  private var rows: [Int: [Float]] = [:]

  init(classCount: Int, stream: RandomStream) {
    self.classCount = classCount
    self.stream = stream
  }

  /// Lends the numbers of a feature: for each true class, one for each class.
  func withRow(_ feature: Int, _ body: ([Float]) -> Void) {
    if let row = rows[feature] { return body(row) }
    var draws = stream.split(feature)
    let row = (0..<classCount * classCount).map { _ in Float(draws.normal()) }
    rows[feature] = row
    body(row)
  }
}
