import Archives
import DataStore

/// Pictures resident as bytes, scaled while they are copied into a batch.
///
/// Bytes take a quarter of the memory of floats, and a table lookup costs less than reading them.
struct ImageExamples: ExampleSource {
  let labels: [Int32]
  private let pixels: ResidentArray<UInt8>
  private let pixelCount: Int
  /// One for each channel.
  private let scales: [PixelScale]
  /// Which picture each example is; nil when they are the same.
  private let pictures: [Int32]?

  var count: Int { labels.count }

  init(part: DecodedImages.Part, pixelCount: Int, scales: [PixelScale]) {
    self.init(
      labels: part.labels, pixels: part.pixels, pixelCount: pixelCount, scales: scales,
      pictures: nil)
  }

  private init(
    labels: [Int32], pixels: ResidentArray<UInt8>, pixelCount: Int, scales: [PixelScale],
    pictures: [Int32]?
  ) {
    self.labels = labels
    self.pixels = pixels
    self.pixelCount = pixelCount
    self.scales = scales
    self.pictures = pictures
  }

  /// Some of the pictures; the pixels are shared, not copied.
  func subset(_ examples: [Int]) -> ImageExamples {
    ImageExamples(
      labels: examples.map { labels[$0] }, pixels: pixels, pixelCount: pixelCount, scales: scales,
      pictures: examples.map { Int32($0) })
  }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    let pixelCount = pixelCount
    precondition(
      batch.count == indices.count * pixelCount,
      "\(indices.count) examples of \(pixelCount) do not fill a batch of \(batch.count)")
    let planePixels = pixelCount / scales.count
    pixels.withSpan { pixels in
      for row in 0..<indices.count {
        let example = Int(indices[row])
        let picture = pictures.map { Int($0[example]) } ?? example
        let source = pixels.extracting(picture * pixelCount..<(picture + 1) * pixelCount)
        let start = row * pixelCount
        for (plane, scale) in scales.enumerated() {
          let table = scale.table.span
          for pixel in plane * planePixels..<(plane + 1) * planePixels {
            batch[start + pixel] = table[Int(source[pixel])]
          }
        }
      }
    }
  }
}
