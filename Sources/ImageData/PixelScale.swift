import Archives

/// The map of a byte to a float of mean 0 and standard deviation 1.
struct PixelScale: Sendable {
  /// The mean of the pixels fitted on, from 0 to 255.
  let mean: Double
  /// Their population standard deviation.
  let standardDeviation: Double
  /// The float for each byte.
  let table: [Float]

  /// Fits the map to some pictures; sums are exact, so no order of summation shows.
  ///
  /// Pictures of a single grey become all zeros.
  ///
  /// - Parameters:
  ///   - pixels: all pictures, one after the other.
  ///   - pixelCount: the bytes of one picture.
  ///   - plane: which of them are fitted on, one channel.
  ///   - examples: the pictures fitted on.
  init(
    fitting pixels: ResidentArray<UInt8>, pixelCount: Int, plane: Range<Int>, examples: [Int]
  ) {
    var histogram = [Int](repeating: 0, count: 256)
    pixels.withSpan { pixels in
      for example in examples {
        let first = example * pixelCount
        for index in first + plane.lowerBound..<first + plane.upperBound {
          histogram[Int(pixels[index])] += 1
        }
      }
    }
    let count = histogram.reduce(0, +)
    precondition(count > 0, "no training pictures are left to fit the scale on")
    let sum = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    let mean = Double(sum) / Double(count)
    let squares = histogram.enumerated().reduce(0.0) {
      $0 + (Double($1.offset) - mean) * (Double($1.offset) - mean) * Double($1.element)
    }
    let deviation = (squares / Double(count)).squareRoot()
    self.mean = mean
    standardDeviation = deviation
    table = (0..<256).map { deviation > 0 ? Float((Double($0) - mean) / deviation) : 0 }
  }
}
