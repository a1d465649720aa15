public import Core

/// Why a file of series is not what its manifest describes.
public enum SequenceDataError: ReportableError, Equatable {
  /// The file holds a byte that no text has.
  case notText(path: String, line: Int)
  /// A line of a header says nothing that a header says.
  case unexpectedLine(path: String, line: Int, found: String)
  /// The header names a keyword that the format does not have.
  case unknownKeyword(path: String, line: Int, found: String, known: [String])
  /// The header has a keyword twice.
  case repeatedKeyword(path: String, line: Int, keyword: String)
  /// The header lacks a keyword, or the file ends before it.
  case missingKeyword(path: String, keyword: String)
  /// A keyword's value contradicts the manifest or is none.
  case wrongHeader(path: String, line: Int, keyword: String, found: String, expected: String)
  /// The values have time stamps.
  case timeStamps(path: String, line: Int)
  /// A series has too few or too many channels.
  case wrongChannelCount(path: String, line: Int, found: Int, expected: Int)
  /// A channel is too short or too long.
  case wrongLength(path: String, line: Int, channel: Int, found: Int, expected: ClosedRange<Int>)
  /// Two channels of one series have different lengths.
  case unequalChannels(path: String, line: Int, channel: Int, found: Int, expected: Int)
  /// A value is no finite number.
  case notNumeric(path: String, line: Int, channel: Int, position: Int, found: String)
  /// A value is missing in a file that says it has none missing.
  case undeclaredMissing(path: String, line: Int, channel: Int, position: Int)
  /// A letter is no symbol of the alphabet.
  case unknownSymbol(path: String, line: Int, position: Int, found: String, known: [String])
  /// A line has too few or too many fields.
  case wrongFieldCount(path: String, line: Int, found: Int, expected: Int)
  /// A label names no class.
  case unknownClass(path: String, line: Int, found: String, known: [String])
  /// The file has more series than the manifest says.
  case tooManySeries(path: String, line: Int, expected: Int)
  /// The file has fewer series than the manifest says.
  case tooFewSeries(path: String, found: Int, expected: Int)
  /// No file holds a channel.
  case missingChannel(dataset: String, file: String, role: String)
  /// A file holds no channel that the manifest lists, or one that another file held.
  case unknownChannel(path: String, expected: [String])
  /// The arrays would be larger than a dataset may be.
  case tooLarge(path: String, count: Int, channels: Int, length: Int, limit: Int)

  /// What is wrong, where, and what to do next.
  public var description: String { "\(place): \(finding)" }

  private var place: String {
    switch self {
    case .notText(let path, let line), .unexpectedLine(let path, let line, _),
      .unknownKeyword(let path, let line, _, _), .repeatedKeyword(let path, let line, _),
      .wrongHeader(let path, let line, _, _, _), .timeStamps(let path, let line),
      .wrongChannelCount(let path, let line, _, _), .wrongLength(let path, let line, _, _, _),
      .unequalChannels(let path, let line, _, _, _), .notNumeric(let path, let line, _, _, _),
      .undeclaredMissing(let path, let line, _, _), .unknownSymbol(let path, let line, _, _, _),
      .wrongFieldCount(let path, let line, _, _), .unknownClass(let path, let line, _, _),
      .tooManySeries(let path, let line, _):
      "\(path):\(line)"
    case .missingKeyword(let path, _), .tooFewSeries(let path, _, _), .unknownChannel(let path, _),
      .missingChannel(let path, _, _), .tooLarge(let path, _, _, _, _):
      path
    }
  }

  private var finding: String {
    switch self {
    case .notText: "holds a zero byte; expected text; \(Self.replace)"
    case .unexpectedLine(_, _, let found):
      "reads \(found); expected @, # or an empty line before @data; \(Self.replace)"
    case .unknownKeyword(_, _, let found, let known):
      "unknown keyword \"@\(found)\"; \(Suggestion.hint(for: found, in: known)); \(Self.replace)"
    case .repeatedKeyword(_, _, let keyword):
      "@\(keyword) is there twice; expected it once; \(Self.replace)"
    case .missingKeyword(_, let keyword):
      "has no @\(keyword); expected it in the header; \(Self.replace)"
    case .wrongHeader(_, _, let keyword, let found, let expected):
      "@\(keyword) is \(found); expected \(expected); \(Self.correct("decoder or classes"))"
    case .timeStamps:
      "the values have time stamps; expected values at equal steps; "
        + "resample the series and leave the time stamps out"
    case .tooLarge(_, let count, let channels, let length, let limit):
      "\(count) series of \(channels) × \(length) values are described; expected at most "
        + "\(limit) values; correct counts or decoder in the manifest"
    case .wrongChannelCount(_, _, let found, let expected):
      "has \(found) channel\(found == 1 ? "" : "s"); expected \(expected); "
        + Self.correct("decoder.channels")
    case .wrongLength(_, _, let channel, let found, let expected):
      "channel \(channel) has \(found) value\(found == 1 ? "" : "s"); "
        + "expected \(Self.spelt(expected)); " + Self.correct("decoder.length or shortest")
    case .unequalChannels(_, _, let channel, let found, let expected):
      "channel \(channel) has \(found) value\(found == 1 ? "" : "s"); "
        + "expected \(expected) as in channel 1; \(Self.replace)"
    case .notNumeric(_, _, let channel, let position, let found):
      "value \(position) of channel \(channel) is \(found); expected a finite number; "
        + Self.replace
    case .undeclaredMissing(_, _, let channel, let position):
      "value \(position) of channel \(channel) is missing; "
        + "expected none, as @missing is false; \(Self.replace)"
    case .unknownSymbol(_, _, let position, let found, let known):
      "letter \(position) is \(found); expected one of \(known.joined(separator: ", ")); "
        + Self.correct("decoder.symbols or missing")
    case .wrongFieldCount(_, _, let found, let expected):
      "has \(found) field\(found == 1 ? "" : "s"); expected \(expected); "
        + Self.correct("decoder.fields or separator")
    case .unknownClass(_, _, let found, let known):
      "unknown class \"\(found)\"; \(Suggestion.hint(for: found, in: known)); "
        + "list spellings under classes in the manifest"
    case .tooManySeries(_, _, let expected):
      "one more series than expected; expected \(expected); \(Self.correct("counts"))"
    case .tooFewSeries(_, let found, let expected):
      "has \(found) series; expected \(expected); \(Self.correct("counts"))"
    case .missingChannel(_, let file, let role):
      "no file \(file) has the role \(role); expected one for each channel; "
        + "correct decoder.channels or members in the manifest"
    case .unknownChannel(_, let expected):
      "holds no channel that is awaited; expected a file \(expected.joined(separator: " or ")); "
        + "correct decoder.channels or members in the manifest"
    }
  }

  private static let replace = "replace the file with an intact copy"

  private static func correct(_ key: String) -> String {
    "correct \(key) in the manifest or get the right file"
  }

  private static func spelt(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
