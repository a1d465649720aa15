public import Archives
public import Core
public import DataStore

/// Pictures as their files say them, one byte a pixel and channel.
public struct DecodedImages: DecodedDataset {
  /// One part of the dataset.
  public struct Part: Sendable {
    /// `[count, channels, height, width]`, row-major.
    public let pixels: ResidentArray<UInt8>
    /// The class of each picture, from 0.
    public let labels: [Int32]

    /// Creates a part.
    public init(pixels: [UInt8], labels: [Int32]) {
      self.init(pixels: ResidentArray(pixels), labels: labels)
    }

    /// Creates a part whose pixels may lie in a mapped file.
    public init(pixels: ResidentArray<UInt8>, labels: [Int32]) {
      self.pixels = pixels
      self.labels = labels
    }
  }

  /// Class names in label order.
  public let classes: [String]
  /// The extents of a picture.
  public let shape: ExampleShape
  /// The SHA-256 of, in this order: training pixels (bytes), training labels (32-bit little-endian),
  /// test pixels, test labels.
  public var digest: String { arrayDigest.hexadecimal }
  private let arrayDigest: ArrayDigest
  let train: Part
  private let test: Part

  /// The training part's labels.
  public var trainLabels: [Int32] { train.labels }
  /// The test part's labels.
  public var testLabels: [Int32] { test.labels }
  /// The bytes of pixels and labels.
  public var byteCount: Int {
    [train, test].reduce(0) { $0 + $1.pixels.count + 4 * $1.labels.count }
  }

  /// Creates a dataset from its parts.
  public init(
    classes: [String], channels: Int = 1, height: Int, width: Int, train: Part, test: Part
  ) {
    let digest = ArrayDigest {
      var stream = DigestStream()
      for part in [train, test] {
        stream.update(part.pixels.array)
        stream.update(part.labels)
      }
      return stream.hexadecimal()
    }
    self.init(
      classes: classes, channels: channels, height: height, width: width, train: train, test: test,
      digest: digest)
  }

  private init(
    classes: [String], channels: Int, height: Int, width: Int, train: Part, test: Part,
    digest: ArrayDigest
  ) {
    for part in [train, test] {
      precondition(
        part.pixels.count == part.labels.count * channels * height * width,
        "\(part.labels.count) labels do not fit \(part.pixels.count) pixels")
    }
    self.classes = classes
    shape = .image(channels: channels, height: height, width: width)
    self.train = train
    self.test = test
    arrayDigest = digest
  }

  /// Adds the pixels of a picture.
  public func appendValues(of example: Int, in part: DatasetPart, to bytes: inout [UInt8]) {
    let pixelCount = shape.elementCount
    (part == .train ? train : test).pixels.withSpan { pixels in
      for pixel in example * pixelCount..<(example + 1) * pixelCount { bytes.append(pixels[pixel]) }
    }
  }

  /// Scales each channel to mean 0 and standard deviation 1 over the training pictures not held out.
  public func prepared(id: String, holdingOut validation: [Int]) throws -> PreparedDataset {
    let heldOut = Set(validation)
    let kept = train.labels.indices.filter { !heldOut.contains($0) }
    let pixelCount = shape.elementCount
    let planeCount = shape.dimensions[0]
    let planePixels = pixelCount / planeCount
    let scales = (0..<planeCount).map {
      PixelScale(
        fitting: train.pixels, pixelCount: pixelCount,
        plane: $0 * planePixels..<($0 + 1) * planePixels, examples: kept)
    }
    let (height, width) = (shape.dimensions[1], shape.dimensions[2])
    let all = ImageExamples(part: train, height: height, width: width, scales: scales)
    return PreparedDataset(
      id: id, shape: shape, classes: classes,
      train: validation.isEmpty ? all : all.subset(kept),
      validation: validation.isEmpty ? nil : all.subset(validation),
      test: ImageExamples(part: test, height: height, width: width, scales: scales))
  }
}

extension DecodedImages: CacheableDataset {
  /// The version of the stored parts.
  public static var cacheVersion: Int { 1 }

  /// Adds pixels, labels, extents, class names and the digest.
  public func encode(to parts: inout StoredParts) {
    parts.add("classes", texts: classes)
    parts.add("digest", texts: [digest])
    if case .image(let channels, let height, let width) = shape {
      parts.add("channels", number: channels)
      parts.add("height", number: height)
      parts.add("width", number: width)
    }
    for (name, part) in [("train", train), ("test", test)] {
      parts.add("\(name)-pixels", part.pixels)
      parts.add("\(name)-labels", part.labels)
    }
  }

  /// Maps the pixels.
  public init(decoding parts: borrowing MappedParts) throws {
    let channels = try parts.number("channels")
    let (height, width) = (try parts.number("height"), try parts.number("width"))
    func part(_ name: String, _ parts: borrowing MappedParts) throws -> Part {
      let part = Part(
        pixels: try parts.bytes("\(name)-pixels"), labels: try parts.integers("\(name)-labels"))
      guard part.pixels.count == part.labels.count * channels * height * width else {
        throw StoredPartsError.contradiction("\(name)-labels")
      }
      return part
    }
    self.init(
      classes: try parts.texts("classes"), channels: channels, height: height, width: width,
      train: try part("train", parts), test: try part("test", parts),
      digest: ArrayDigest(known: try parts.text("digest")))
  }
}
