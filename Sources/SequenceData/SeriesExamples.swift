import Archives
import DataStore

/// Series resident as they were read, scaled while they are copied into a batch.
struct SeriesExamples: ExampleSource {
  let labels: [Int32]
  /// The true length of each example; nil when no series of the dataset is padded.
  let lengths: [Int32]?
  private let part: DecodedSeries.Part
  private let layout: SeriesLayout
  /// `[channels]`, or `[series, channels]` where each series has its own.
  private let moments: [SeriesMoments]
  /// Which series each example is; nil when they are the same.
  private let picks: [Int32]?

  var count: Int { labels.count }

  /// All series of a part.
  ///
  /// - Parameters:
  ///   - part: the series.
  ///   - layout: their extents and normalisation.
  ///   - fitted: the moments of each channel, for a normalisation that is fitted.
  ///   - isPadded: whether lengths are told.
  init(
    _ part: DecodedSeries.Part, layout: SeriesLayout, fitted: [SeriesMoments]?, isPadded: Bool
  ) {
    let moments =
      switch layout.normalization {
      case .none: [SeriesMoments](repeating: .identity, count: layout.channels)
      case .perChannel: fitted ?? []
      case .perSeries: SeriesMoments.ofEachSeries(part, layout: layout)
      }
    self.init(
      labels: part.labels, lengths: isPadded ? part.lengths : nil, part: part, layout: layout,
      moments: moments, picks: nil)
  }

  private init(
    labels: [Int32], lengths: [Int32]?, part: DecodedSeries.Part, layout: SeriesLayout,
    moments: [SeriesMoments], picks: [Int32]?
  ) {
    self.labels = labels
    self.lengths = lengths
    self.part = part
    self.layout = layout
    self.moments = moments
    self.picks = picks
  }

  /// Some of the series; the values are shared, not copied.
  func subset(_ examples: [Int]) -> SeriesExamples {
    SeriesExamples(
      labels: examples.map { labels[$0] }, lengths: lengths.map { all in examples.map { all[$0] } },
      part: part, layout: layout, moments: moments, picks: examples.map { Int32($0) })
  }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    let (channels, length) = (layout.channels, layout.length)
    precondition(
      batch.count == indices.count * layout.valueCount,
      "\(indices.count) series of \(channels) × \(length) do not fill a batch of \(batch.count)")
    let ownMoments = layout.normalization == .perSeries
    var target = 0
    part.resident.withSpan { values in
      for row in 0..<indices.count {
        let example = Int(indices[row])
        let series = picks.map { Int($0[example]) } ?? example
        let trueLength = Int(part.lengths[series])
        for channel in 0..<channels {
          let moment = moments[(ownMoments ? series * channels : 0) + channel]
          let source = (series * channels + channel) * length
          for place in 0..<trueLength {
            batch[target + place] = moment.scaled(values[source + place])
          }
          for place in trueLength..<length { batch[target + place] = 0 }
          target += length
        }
      }
    }
  }
}
