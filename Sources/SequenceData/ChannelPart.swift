import DataStore

/// One part while its channels and labels are read, in whatever order they come.
struct ChannelPart {
  private let name: String
  private let settings: ChannelFilesDecoder.Settings
  private let classes: SeriesClasses
  private let count: Int
  /// The channels still to come, in order; nil for one that was read.
  private var awaited: [String?]
  private var values: [Float] = []
  private var labels: [Int32]?

  init(
    _ name: String, _ settings: ChannelFilesDecoder.Settings, classes: SeriesClasses, count: Int
  ) {
    self.name = name
    self.settings = settings
    self.classes = classes
    self.count = count
    awaited = settings.channels.map { settings.fileName($0, part: name) }
  }

  /// Reads the file of a channel.
  mutating func addChannel(_ text: SeriesText, file: String) throws(SequenceDataError) {
    guard let channel = awaited.firstIndex(of: file) else {
      throw .unknownChannel(path: text.path, expected: awaited.compactMap(\.self))
    }
    awaited[channel] = nil
    let layout = settings.layout
    // A value takes two bytes at least: a file that is too short for its values asks for no memory,
    // and the line where they end is found below.
    if values.isEmpty, text.bytes.count >= (2 * layout.length - 1) * count {
      values = [Float](repeating: 0, count: count * layout.valueCount)
    }
    var text = text
    var series = 0
    while let line = text.nextFilledLine() {
      guard series < count else {
        throw .tooManySeries(path: text.path, line: text.line, expected: count)
      }
      try read(
        line, text, channel: channel, at: (series * layout.channels + channel) * layout.length)
      series += 1
    }
    guard series == count else {
      throw .tooFewSeries(path: text.path, found: series, expected: count)
    }
  }

  private mutating func read(
    _ line: Range<Int>, _ text: SeriesText, channel: Int, at start: Int
  ) throws(SequenceDataError) {
    let length = settings.layout.length
    var fields = SeriesFields(line, separator: .blanks)
    var position = 0
    while let field = fields.next(in: text) {
      let value = text.number(field).map { Float($0) } ?? (text.isMissing(field) ? .nan : .infinity)
      guard !value.isInfinite else {
        throw .notNumeric(
          path: text.path, line: text.line, channel: channel + 1, position: position + 1,
          found: text.quoted(field))
      }
      if position < length, !values.isEmpty { values[start + position] = value }
      position += 1
    }
    guard position == length else {
      throw .wrongLength(
        path: text.path, line: text.line, channel: channel + 1, found: position,
        expected: length...length)
    }
  }

  /// Reads the file of labels, one a line.
  mutating func addLabels(_ text: SeriesText) throws(SequenceDataError) {
    var text = text
    var found: [Int32] = []
    while let line = text.nextFilledLine() {
      guard found.count < count else {
        throw .tooManySeries(path: text.path, line: text.line, expected: count)
      }
      found.append(try classes.label(line, in: text))
    }
    guard found.count == count else {
      throw .tooFewSeries(path: text.path, found: found.count, expected: count)
    }
    labels = found
  }

  /// Returns the part when all of it was read.
  func finished(dataset: String) throws(SequenceDataError) -> DecodedSeries.Part {
    if let absent = awaited.compactMap(\.self).first {
      throw .missingChannel(dataset: dataset, file: absent, role: "\(name)-channels")
    }
    guard let labels else { preconditionFailure("no file has the role \(name)-labels") }
    return DecodedSeries.Part(
      values: values, lengths: [Int32](repeating: Int32(settings.layout.length), count: count),
      labels: labels)
  }
}
