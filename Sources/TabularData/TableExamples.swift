import DataStore

/// Encoded rows, resident as floats.
struct TableExamples: ExampleSource {
  /// `[count, width]`, row-major.
  let features: [Float]
  let width: Int
  let labels: [Int32]

  var count: Int { labels.count }
  var preparedBytes: Int { 4 * features.count }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    let width = width
    precondition(
      batch.count == indices.count * width,
      "\(indices.count) rows of \(width) do not fill a batch of \(batch.count)")
    let features = features.span
    for row in 0..<indices.count {
      let source = Int(indices[row]) * width
      for column in 0..<width { batch[row * width + column] = features[source + column] }
    }
  }
}
