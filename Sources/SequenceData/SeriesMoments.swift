import Archives

/// Mean and standard deviation of the values of one channel, and the scaling they define.
///
/// Over the values present (neither missing nor padding): mean `m = Σx / n`, population standard
/// deviation `s = √(Σ(x − m)² / n)`, two passes in double precision. A value becomes `(x − m) / s`,
/// or 0 where `s` is 0; a missing value becomes 0, which is the mean; padding stays 0.
struct SeriesMoments: Hashable, Sendable {
  var mean = 0.0
  /// 0 for a channel without a value or without spread.
  var standardDeviation = 0.0

  /// Changes no value.
  static let identity = SeriesMoments(mean: 0, standardDeviation: 1)

  /// The scaled value.
  func scaled(_ value: Float) -> Float {
    value.isNaN || standardDeviation == 0
      ? 0 : Float((Double(value) - mean) / standardDeviation)
  }

  /// The moments of each channel over some series.
  static func ofChannels(
    _ part: DecodedSeries.Part, series: [Int], layout: SeriesLayout
  ) -> [SeriesMoments] {
    (0..<layout.channels).map { channel in
      fitted(part, series, channel, layout)
    }
  }

  /// The moments of each channel of each series, `[series, channels]`.
  static func ofEachSeries(
    _ part: DecodedSeries.Part, layout: SeriesLayout
  ) -> [SeriesMoments] {
    part.labels.indices.flatMap { series in
      (0..<layout.channels).map { fitted(part, CollectionOfOne(series), $0, layout) }
    }
  }

  private static func fitted(
    _ part: DecodedSeries.Part, _ series: some Collection<Int>, _ channel: Int,
    _ layout: SeriesLayout
  ) -> SeriesMoments {
    var count = 0
    var sum = 0.0
    var (lowest, highest) = (Float.infinity, -Float.infinity)
    forEachValue(part, series, channel, layout) { value in
      count += 1
      sum += Double(value)
      lowest = min(lowest, value)
      highest = max(highest, value)
    }
    // Equal values may differ from their rounded mean by an ulp, which is not spread.
    guard count > 0 else { return SeriesMoments() }
    let mean = sum / Double(count)
    guard lowest < highest else { return SeriesMoments(mean: mean, standardDeviation: 0) }
    var squares = 0.0
    forEachValue(part, series, channel, layout) {
      squares += (Double($0) - mean) * (Double($0) - mean)
    }
    return SeriesMoments(
      mean: mean, standardDeviation: (squares / Double(count)).squareRoot())
  }

  private static func forEachValue(
    _ part: DecodedSeries.Part, _ series: some Collection<Int>, _ channel: Int,
    _ layout: SeriesLayout, _ body: (Float) -> Void
  ) {
    part.resident.withSpan { values in
      for index in series {
        let start = index * layout.valueCount + channel * layout.length
        for place in start..<start + Int(part.lengths[index]) where !values[place].isNaN {
          body(values[place])
        }
      }
    }
  }
}
