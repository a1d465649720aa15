import DataStore

/// The extents that every series of a dataset has to fit, and how they are scaled.
struct SeriesLayout: Hashable, Sendable {
  /// The number of channels.
  let channels: Int
  /// The length of the longest series, to which the others are padded.
  let length: Int
  /// The length of the shortest series; equal to ``length`` where all are equally long.
  let shortest: Int
  /// How values are scaled before training.
  let normalization: SeriesNormalization

  /// The lengths a series may have.
  var lengths: ClosedRange<Int> { shortest...length }
  /// The number of values of one padded series.
  var valueCount: Int { channels * length }

  init(
    channels: Int, length: Int, shortest: Int? = nil, normalization: SeriesNormalization = .none
  ) {
    let shortest = shortest ?? length
    precondition(channels > 0 && shortest > 0 && shortest <= length, "a layout without values")
    self.channels = channels
    self.length = length
    self.shortest = shortest
    self.normalization = normalization
  }

  /// Reads `length`, `shortest`, `normalization` and, unless the format knows it, `channels`.
  init?(
    _ fields: inout YAMLFields, channels known: Int?, _ mistakes: inout [YAMLMistake]
  ) {
    let channels = known ?? fields.integer("channels", in: 1...Self.mostChannels, &mistakes)
    let length = fields.integer("length", in: 1...Self.longest, &mistakes)
    let shortest = fields.integer(
      "shortest", in: 1...(length ?? Self.longest), default: length ?? Self.longest, &mistakes)
    let normalization = fields.choice("normalization", SeriesNormalization.self, &mistakes)
    guard let channels, let length, let shortest, let normalization else { return nil }
    self.init(
      channels: channels, length: length, shortest: shortest, normalization: normalization)
  }

  /// Bounds the product of the extents far below an overflow.
  static let mostChannels = 4096
  private static let longest = 1 << 24
  /// The most values of one part: 8 GiB of floats.
  static let mostValues = 1 << 31

  /// Returns the number of series of a part, if its arrays are of a size that may be allocated.
  func count(
    _ counts: [Int], dataset: String
  ) throws(SequenceDataError) -> Int {
    var total = 0
    for count in counts {
      let (sum, overflow) = total.addingReportingOverflow(count)
      total = overflow ? .max : sum
    }
    guard total <= Self.mostValues / valueCount else {
      throw .tooLarge(
        path: dataset, count: total, channels: channels, length: length, limit: Self.mostValues)
    }
    return total
  }
}

/// How the values of a series are scaled before training.
enum SeriesNormalization: String, CaseIterable, Sendable {
  /// Not at all.
  case none
  /// Each channel of each series by its own mean and deviation.
  case perSeries = "per-series"
  /// Each channel by mean and deviation over the training part.
  case perChannel = "per-channel"
}

extension DecoderChoice {
  /// Reads settings that were checked with their manifest.
  func settings<Settings>(
    _ read: (inout YAMLFields, inout [YAMLMistake]) -> Settings?
  ) throws(ManifestError) -> Settings {
    var mistakes: [YAMLMistake] = []
    if var fields = YAMLFields(settings, subject: "decoder", &mistakes),
      let found = read(&fields, &mistakes)
    {
      return found
    }
    throw ManifestError(path: "decoder \(format)", mistakes: mistakes)
  }
}
