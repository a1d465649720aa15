public import Archives
public import Core
public import DataStore

/// Series as their files say them, padded to the length of the longest.
public struct DecodedSeries: DecodedDataset {
  /// One part of the dataset.
  public struct Part: Sendable {
    /// `[count, channels, length]`, row-major; missing values are NaN, padding is 0.
    public let resident: ResidentArray<Float>
    /// The true length of each series.
    public let lengths: [Int32]
    /// The class of each series, from 0.
    public let labels: [Int32]

    /// The values as an array, copied if they lie in a mapped file.
    public var values: [Float] { resident.array }

    /// Creates a part.
    public init(values: [Float], lengths: [Int32], labels: [Int32]) {
      self.init(resident: ResidentArray(values), lengths: lengths, labels: labels)
    }

    /// Creates a part whose values may lie in a mapped file.
    public init(resident: ResidentArray<Float>, lengths: [Int32], labels: [Int32]) {
      self.resident = resident
      self.lengths = lengths
      self.labels = labels
    }

    /// Some of the series.
    func series(_ indices: [Int], valueCount: Int) -> Part {
      var picked: [Float] = []
      picked.reserveCapacity(indices.count * valueCount)
      let values = resident.array
      for index in indices {
        picked += values[index * valueCount..<(index + 1) * valueCount]
      }
      return Part(
        values: picked, lengths: indices.map { lengths[$0] }, labels: indices.map { labels[$0] })
    }
  }

  /// Class names in label order.
  public let classes: [String]
  /// The extents of a padded series.
  public let shape: ExampleShape
  /// The SHA-256 of the training part, then the test part.
  ///
  /// A part is its values (32-bit floats, a missing one with the bits 7fc00000), its lengths and
  /// its labels (32-bit integers), all little-endian.
  public var digest: String { arrayDigest.hexadecimal }
  private let arrayDigest: ArrayDigest
  /// The training part.
  public let train: Part
  /// The test part.
  public let test: Part
  let layout: SeriesLayout

  /// The training part's labels.
  public var trainLabels: [Int32] { train.labels }
  /// The test part's labels.
  public var testLabels: [Int32] { test.labels }
  /// The bytes of values, lengths and labels.
  public var byteCount: Int {
    [train, test].reduce(0) { $0 + 4 * ($1.resident.count + $1.lengths.count + $1.labels.count) }
  }

  init(classes: [String], layout: SeriesLayout, train: Part, test: Part) {
    self.init(
      classes: classes, layout: layout, train: train, test: test,
      digest: ArrayDigest { Self.digest([train, test]) })
  }

  init(
    classes: [String], layout: SeriesLayout, train: Part, test: Part, digest: ArrayDigest
  ) {
    for part in [train, test] {
      precondition(
        part.resident.count == part.labels.count * layout.valueCount
          && part.lengths.count == part.labels.count,
        "\(part.labels.count) labels do not fit \(part.resident.count) values")
    }
    self.classes = classes
    self.layout = layout
    self.train = train
    self.test = test
    shape = .series(channels: layout.channels, length: layout.length)
    arrayDigest = digest
  }

  private static func digest(_ parts: [Part]) -> String {
    var stream = DigestStream()
    for part in parts {
      stream.update(part.values)
      stream.update(part.lengths)
      stream.update(part.labels)
    }
    return stream.hexadecimal()
  }

  /// Adds the values of a series with its padding, then its true length.
  public func appendValues(of example: Int, in part: DatasetPart, to bytes: inout [UInt8]) {
    let part = part == .train ? train : test
    let start = example * layout.valueCount
    part.resident.withSpan { values in
      for place in start..<start + layout.valueCount { bytes.append(littleEndian: values[place]) }
    }
    bytes.append(littleEndian: part.lengths[example])
  }

  /// Takes `normalization`.
  public func changing(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> any DecodedDataset {
    let normalization = SeriesNormalization(
      &fields, default: layout.normalization, &mistakes)
    let changed = SeriesLayout(
      channels: layout.channels, length: layout.length, shortest: layout.shortest,
      normalization: normalization)
    return DecodedSeries(
      classes: classes, layout: changed, train: train, test: test, digest: arrayDigest)
  }

  /// Fits the normalisation on the training series not held out and applies it to all parts.
  public func prepared(id: String, holdingOut validation: [Int]) throws -> PreparedDataset {
    let heldOut = Set(validation)
    let kept = train.labels.indices.filter { !heldOut.contains($0) }
    precondition(!kept.isEmpty, "no training series are left to fit the normalisation on")
    let fitted =
      layout.normalization == .perChannel
      ? SeriesMoments.ofChannels(train, series: kept, layout: layout) : nil
    // A source tells lengths if any part is padded, so that all parts are trained on alike.
    let isPadded = [train, test].contains { $0.lengths.contains { $0 < layout.length } }
    func examples(_ part: Part) -> SeriesExamples {
      SeriesExamples(part, layout: layout, fitted: fitted, isPadded: isPadded)
    }
    let all = examples(train)
    return PreparedDataset(
      id: id, shape: shape, classes: classes, train: validation.isEmpty ? all : all.subset(kept),
      validation: validation.isEmpty ? nil : all.subset(validation), test: examples(test))
  }
}
