public import Core

/// Draws a fraction of each class.
public enum StratifiedSplit {
  /// Returns the indices drawn, ascending: of each class, its count × fraction, half rounded up.
  ///
  /// Class `k` is shuffled with the stream's split number `k`, so classes do not influence each
  /// other.
  ///
  /// - Parameters:
  ///   - fraction: the part drawn, from 0 to 1.
  ///   - labels: the class of each example, from 0.
  ///   - classCount: the number of classes.
  ///   - stream: the source of randomness.
  /// - Returns: indices into `labels`.
  public static func draw(
    _ fraction: Double, of labels: [Int32], classCount: Int, stream: RandomStream
  ) -> [Int] {
    precondition((0...1).contains(fraction), "a fraction of \(fraction) cannot be drawn")
    var members = [[Int]](repeating: [], count: classCount)
    for (index, label) in labels.enumerated() { members[Int(label)].append(index) }
    // Marks instead of a sort: tables have many more rows than a sort is quick for.
    var isDrawn = [Bool](repeating: false, count: labels.count)
    for label in members.indices {
      var classStream = stream.split(label)
      classStream.shuffle(&members[label])
      for index in members[label].prefix(drawnCount(fraction, of: members[label].count)) {
        isDrawn[index] = true
      }
    }
    return isDrawn.indices.filter { isDrawn[$0] }
  }

  /// Returns how many of a class's examples are drawn: count × fraction, half rounded up.
  public static func drawnCount(_ fraction: Double, of count: Int) -> Int {
    Int((Double(count) * fraction + 0.5).rounded(.down))
  }

  /// Returns the test indices of a derived split, ascending.
  public static func testIndices(
    of labels: [Int32], classCount: Int, testFraction: Double, seed: UInt64
  ) -> [Int] {
    draw(
      testFraction, of: labels, classCount: classCount,
      stream: RandomStream(seed: seed).split("test"))
  }
}
