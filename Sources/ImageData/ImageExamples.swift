import Archives
import Core
import DataStore

/// Pictures resident as bytes, scaled while they are copied into a batch.
///
/// Bytes take a quarter of the memory of floats, and a table lookup costs less than reading them.
struct ImageExamples: ExampleSource {
  let labels: [Int32]
  private let pixels: ResidentArray<UInt8>
  private let height: Int
  private let width: Int
  /// One for each channel.
  private let scales: [PixelScale]
  /// Which picture each example is; nil when they are the same.
  private let pictures: [Int32]?

  var count: Int { labels.count }
  private var pixelCount: Int { scales.count * height * width }

  init(part: DecodedImages.Part, height: Int, width: Int, scales: [PixelScale]) {
    self.init(
      labels: part.labels, pixels: part.pixels, height: height, width: width, scales: scales,
      pictures: nil)
  }

  private init(
    labels: [Int32], pixels: ResidentArray<UInt8>, height: Int, width: Int,
    scales: [PixelScale], pictures: [Int32]?
  ) {
    self.labels = labels
    self.pixels = pixels
    self.height = height
    self.width = width
    self.scales = scales
    self.pictures = pictures
  }

  /// Some of the pictures; the pixels are shared, not copied.
  func subset(_ examples: [Int]) -> ImageExamples {
    ImageExamples(
      labels: examples.map { labels[$0] }, pixels: pixels, height: height, width: width,
      scales: scales, pictures: examples.map { Int32($0) })
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

  func gather(
    _ indices: Span<Int32>, changedBy augmentation: Augmentation, _ stream: RandomStream,
    into batch: inout MutableSpan<Float>
  ) {
    precondition(
      batch.count == indices.count * pixelCount,
      "\(indices.count) examples of \(pixelCount) do not fill a batch of \(batch.count)")
    for row in 0..<indices.count {
      let example = Int(indices[row])
      copy(
        example, changedBy: augmentation.draw(stream.split(example)), into: &batch,
        at: row * pixelCount)
    }
  }

  /// Copies one picture, changed, to a place in a batch.
  func copy(
    _ example: Int, changedBy change: PictureChange, into batch: inout MutableSpan<Float>,
    at start: Int
  ) {
    let (height, width) = (height, width)
    let picture = pictures.map { Int($0[example]) } ?? example
    let first = picture * pixelCount
    pixels.withSpan { pixels in
      var target = start
      for (plane, scale) in scales.enumerated() {
        let table = scale.table.span
        for y in 0..<height {
          let cropped = y + change.cropDown
          let isInside = cropped >= 0 && cropped < height
          let moved = min(max(cropped + change.moveDown, 0), height - 1)
          let line = first + (plane * height + moved) * width
          for x in 0..<width {
            let column = x + change.cropRight
            var value = table[0]
            if isInside, column >= 0, column < width {
              let place = min(max(column + change.moveRight, 0), width - 1)
              value = table[Int(pixels[line + (change.isMirrored ? width - 1 - place : place)])]
            }
            batch[target] = value
            target += 1
          }
        }
      }
    }
  }
}
