/// The `.ts` format of the UCR and UEA archives: a header, then one series a line.
///
/// Values are separated by commas, channels by colons; the class follows the last colon. `?` and
/// `NaN` stand for missing values. Time stamps are refused.
enum TSFile {
  private static let colon = UInt8(ascii: ":")
  private static let comma = UInt8(ascii: ",")

  /// Reads a file.
  static func read(
    _ text: SeriesText, layout: SeriesLayout, classes: SeriesClasses,
    into builder: inout SeriesBuilder
  ) throws(SequenceDataError) {
    var text = text
    var header = try TSHeader(&text, layout: layout, classes: classes)
    while let line = text.nextFilledLine() {
      try series(line, text, &header, into: &builder)
    }
  }

  private static func series(
    _ line: Range<Int>, _ text: SeriesText, _ header: inout TSHeader,
    into builder: inout SeriesBuilder
  ) throws(SequenceDataError) {
    try builder.begin(in: text)
    var rest = line
    while true {
      let end = text.end(of: rest, before: colon)
      guard end < rest.upperBound else { break }
      try channel(rest.lowerBound..<end, text, header, into: &builder)
      rest = end + 1..<rest.upperBound
    }
    try builder.end(text.trimmed(rest), in: text)
    header.meet(builder.lastLength)
  }

  private static func channel(
    _ range: Range<Int>, _ text: SeriesText, _ header: TSHeader,
    into builder: inout SeriesBuilder
  ) throws(SequenceDataError) {
    var start = range.lowerBound
    while start <= range.upperBound {
      let end = text.end(of: start..<range.upperBound, before: comma)
      try value(text.trimmed(start..<end), text, header, into: &builder)
      start = end + 1
    }
    try builder.endChannel(in: text, lengths: header.lengths)
  }

  private static func value(
    _ range: Range<Int>, _ text: SeriesText, _ header: TSHeader,
    into builder: inout SeriesBuilder
  ) throws(SequenceDataError) {
    if let number = text.number(range) {
      let value = Float(number)
      if value.isFinite { return builder.add(value) }
    }
    if text.isMissing(range) {
      guard !header.isComplete else {
        throw .undeclaredMissing(
          path: text.path, line: text.line, channel: builder.channelNumber,
          position: builder.position)
      }
      return builder.add(.nan)
    }
    if range.first.map({ text.bytes[$0] == UInt8(ascii: "(") }) == true {
      throw .timeStamps(path: text.path, line: text.line)
    }
    throw .notNumeric(
      path: text.path, line: text.line, channel: builder.channelNumber, position: builder.position,
      found: text.quoted(range))
  }
}

extension TSFile {
  /// One series to be written; a missing value is nil.
  struct Series {
    var channels: [[String?]]
    var label: String
  }

  /// Returns the bytes of a file.
  static func bytes(name: String, classes: [String], series: [Series]) -> [UInt8] {
    let channelCount = series.first?.channels.count ?? 1
    let isMissing = series.contains { $0.channels.contains { $0.contains { $0 == nil } } }
    let lengths = Set(series.map { $0.channels[0].count })
    var text = """
      @problemName \(name)
      @timeStamps false
      @missing \(isMissing)
      @univariate \(channelCount == 1)

      """
    if channelCount > 1 { text += "@dimensions \(channelCount)\n" }
    text += "@equalLength \(lengths.count == 1)\n"
    if lengths.count == 1, let length = lengths.first { text += "@seriesLength \(length)\n" }
    text += "@classLabel true \(classes.joined(separator: " "))\n@data\n"
    for one in series {
      for channel in one.channels {
        text += channel.map { $0 ?? "?" }.joined(separator: ",") + ":"
      }
      text += one.label + "\n"
    }
    return Array(text.utf8)
  }
}
