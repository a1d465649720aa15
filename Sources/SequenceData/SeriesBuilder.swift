import DataStore

/// Collects the series of one part, padded to a common length.
struct SeriesBuilder {
  private let layout: SeriesLayout
  private let classes: SeriesClasses
  /// How many series the part has to have; no memory is taken for more.
  private let count: Int
  private var values: [Float] = []
  private var lengths: [Int32] = []
  private var labels: [Int32] = []
  private var channel = 0
  private var channelLength = 0

  init(_ layout: SeriesLayout, classes: SeriesClasses, count: Int) {
    self.layout = layout
    self.classes = classes
    self.count = count
  }

  /// The length of the last series; 0 before the first.
  var lastLength: Int { Int(lengths.last ?? 0) }

  /// Makes room for what a file of a size can hold: a value takes two bytes at least.
  mutating func reserve(forBytes byteCount: Int) {
    let series = min(count, byteCount / (2 * layout.channels * layout.shortest) + 1)
    values.reserveCapacity(series * layout.valueCount)
  }

  /// Starts a series.
  mutating func begin(in text: SeriesText) throws(SequenceDataError) {
    guard labels.count < count else {
      throw .tooManySeries(path: text.path, line: text.line, expected: count)
    }
    (channel, channelLength) = (0, 0)
  }

  /// Adds a value to the channel; values beyond the longest length are only counted.
  mutating func add(_ value: Float) {
    if channelLength < layout.length, channel < layout.channels { values.append(value) }
    channelLength += 1
  }

  /// The number of values of the channel so far, from 1 at the first.
  var position: Int { channelLength + 1 }
  /// The number of the channel, from 1.
  var channelNumber: Int { channel + 1 }

  /// Takes missing values at the end of the channel away.
  mutating func dropMissingEnd() {
    guard channelLength <= layout.length else { return }
    while channelLength > 0, values.last?.isNaN == true {
      values.removeLast()
      channelLength -= 1
    }
  }

  /// Ends a channel: checks its length and pads it.
  ///
  /// - Parameters:
  ///   - text: where it was read.
  ///   - allowed: the lengths that are right; nil for all that the manifest allows.
  /// - Throws: ``SequenceDataError/wrongLength(path:line:channel:found:expected:)``, or the error
  ///   of channels that differ.
  mutating func endChannel(
    in text: SeriesText, lengths allowed: ClosedRange<Int>? = nil
  ) throws(SequenceDataError) {
    let allowed = allowed ?? layout.lengths
    defer {
      channel += 1
      channelLength = 0
    }
    guard channel < layout.channels else { return }
    guard allowed.contains(channelLength) else {
      throw .wrongLength(
        path: text.path, line: text.line, channel: channel + 1, found: channelLength,
        expected: allowed)
    }
    if channel == 0 {
      lengths.append(Int32(channelLength))
    } else if let first = lengths.last, channelLength != first {
      throw .unequalChannels(
        path: text.path, line: text.line, channel: channel + 1, found: channelLength,
        expected: Int(first))
    }
    for _ in channelLength..<layout.length { values.append(0) }
  }

  /// Ends a series with its label.
  mutating func end(_ label: Range<Int>, in text: SeriesText) throws(SequenceDataError) {
    guard channel == layout.channels else {
      throw .wrongChannelCount(
        path: text.path, line: text.line, found: channel, expected: layout.channels)
    }
    labels.append(try classes.label(label, in: text))
  }

  /// Returns the part, if it has as many series as it should.
  func finished(path: String) throws(SequenceDataError) -> DecodedSeries.Part {
    guard labels.count == count else {
      throw .tooFewSeries(path: path, found: labels.count, expected: count)
    }
    return DecodedSeries.Part(values: values, lengths: lengths, labels: labels)
  }
}

/// The classes of a dataset by every way that files spell them.
struct SeriesClasses: Sendable {
  /// Class names in label order.
  let names: [String]
  private let labels: [String: Int32]

  init(_ classes: [ClassName]) {
    names = classes.map(\.name)
    var labels: [String: Int32] = [:]
    for (label, name) in classes.enumerated() {
      for spelling in [name.name] + name.spellings { labels[spelling] = Int32(label) }
    }
    self.labels = labels
  }

  /// The label of a spelling; nil when it spells no class.
  func label(_ spelling: String) -> Int32? { labels[spelling] }

  /// The label that a range of a text spells.
  func label(_ range: Range<Int>, in text: SeriesText) throws(SequenceDataError) -> Int32 {
    let spelling = text.text(range)
    if let label = labels[spelling] { return label }
    throw .unknownClass(
      path: text.path, line: text.line, found: String(spelling.prefix(40)), known: names)
  }
}
