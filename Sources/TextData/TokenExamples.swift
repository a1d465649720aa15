import DataStore

/// Rows of ids, resident and shared by the parts of a dataset.
struct TokenExamples: ExampleSource {
  let labels: [Int32]
  /// `[examples of all parts, length]`, row-major.
  let ids: [Int32]
  /// The first row of this part.
  let start: Int
  let length: Int

  var count: Int { labels.count }
  var preparedBytes: Int { 4 * count * length }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    let length = length
    precondition(
      batch.count == indices.count * length,
      "\(indices.count) texts of \(length) do not fill a batch of \(batch.count)")
    let ids = ids.span
    for row in 0..<indices.count {
      let source = (start + Int(indices[row])) * length
      for position in 0..<length { batch[row * length + position] = Float(ids[source + position]) }
    }
  }
}
