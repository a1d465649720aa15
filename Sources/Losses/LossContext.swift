/// What a loss may know of the training data before the first step.
///
/// Only the training part counts: validation and test labels must not enter.
public struct LossContext: Hashable, Sendable {
  /// The training examples of each class; empty when every class counts as equally frequent.
  public let classCounts: [Int]

  /// Creates a context from the training examples of each class, in the order of the labels.
  public init(classCounts: [Int]) {
    precondition(classCounts.allSatisfy { $0 >= 0 }, "negative class counts: \(classCounts)")
    self.classCounts = classCounts
  }

  /// Counts the labels of the training part.
  ///
  /// - Parameters:
  ///   - labels: each in `0..<classes`.
  ///   - classes: the number of classes.
  public init(trainingLabels labels: [Int32], classes: Int) {
    var counts = [Int](repeating: 0, count: classes)
    for label in labels { counts[Int(label)] += 1 }
    self.init(classCounts: counts)
  }

  /// Every class as frequent as any other.
  public static let balanced = LossContext(classCounts: [])

  /// The share of each class, with a class that never occurs counted once so that its log is finite.
  var priors: [Double] {
    let counts = classCounts.map { Double(max($0, 1)) }
    let total = counts.reduce(0, +)
    return counts.map { $0 / total }
  }
}
