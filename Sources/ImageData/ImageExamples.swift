import DataStore

/// Pictures resident as bytes, scaled while they are copied into a batch.
///
/// Bytes take a quarter of the memory of floats, and a table lookup costs less than reading them.
struct ImageExamples: ExampleSource {
  let labels: [Int32]
  private let pixels: [UInt8]
  private let pixelCount: Int
  private let scale: PixelScale
  /// Which picture each example is; nil when they are the same.
  private let pictures: [Int32]?

  var count: Int { labels.count }

  init(part: DecodedImages.Part, pixelCount: Int, scale: PixelScale) {
    self.init(
      labels: part.labels, pixels: part.pixels, pixelCount: pixelCount, scale: scale,
      pictures: nil)
  }

  private init(
    labels: [Int32], pixels: [UInt8], pixelCount: Int, scale: PixelScale, pictures: [Int32]?
  ) {
    self.labels = labels
    self.pixels = pixels
    self.pixelCount = pixelCount
    self.scale = scale
    self.pictures = pictures
  }

  /// Some of the pictures; the pixels are shared, not copied.
  func subset(_ examples: [Int]) -> ImageExamples {
    ImageExamples(
      labels: examples.map { labels[$0] }, pixels: pixels, pixelCount: pixelCount, scale: scale,
      pictures: examples.map { Int32($0) })
  }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    let pixelCount = pixelCount
    precondition(
      batch.count == indices.count * pixelCount,
      "\(indices.count) examples of \(pixelCount) do not fill a batch of \(batch.count)")
    let table = scale.table.span
    let pixels = pixels.span
    for row in 0..<indices.count {
      let example = Int(indices[row])
      let picture = pictures.map { Int($0[example]) } ?? example
      let source = pixels.extracting(picture * pixelCount..<(picture + 1) * pixelCount)
      let start = row * pixelCount
      for pixel in 0..<pixelCount { batch[start + pixel] = table[Int(source[pixel])] }
    }
  }
}
