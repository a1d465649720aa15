import Core

/// The header of a `.ts` file, compared with what the manifest says.
///
/// Keywords are read in any letter case, as the archives write them.
///
/// - Source: Middlehurst et al., aeon, "The ts file format"; Bagnall et al., arXiv 1811.00075.
struct TSHeader {
  /// The lengths that the series of this file may have.
  private(set) var lengths: ClosedRange<Int>
  /// Whether the file says that its series are equally long.
  private var isEqual = false
  /// Whether the file says that no value is missing.
  private(set) var isComplete = false
  private let layout: SeriesLayout
  private let classes: SeriesClasses
  private var seen: [String] = []

  private static let keywords = [
    "problemName", "timeStamps", "missing", "univariate", "dimension", "equalLength",
    "seriesLength", "classLabel", "data",
  ]

  /// Reads up to the line `@data`.
  init(
    _ text: inout SeriesText, layout: SeriesLayout, classes: SeriesClasses
  ) throws(SequenceDataError) {
    self.layout = layout
    self.classes = classes
    lengths = layout.lengths
    while let line = text.nextLine() {
      guard let first = line.first, text.bytes[first] != UInt8(ascii: "#") else { continue }
      guard text.bytes[first] == UInt8(ascii: "@") else {
        throw .unexpectedLine(path: text.path, line: text.line, found: text.quoted(line))
      }
      if try read(line.dropFirst(), text) {
        guard seen.contains("classLabel") else {
          throw .missingKeyword(path: text.path, keyword: "classLabel")
        }
        return
      }
    }
    throw .missingKeyword(path: text.path, keyword: "data")
  }

  /// Remembers the length of the first series, if the others are to be as long.
  mutating func meet(_ length: Int) {
    if isEqual { lengths = length...length }
  }

  /// Reads a keyword and its value; true for `@data`.
  private mutating func read(
    _ line: Range<Int>, _ text: SeriesText
  ) throws(SequenceDataError) -> Bool {
    let words = text.text(line).split(whereSeparator: \.isWhitespace).map(String.init)
    let name = words.first ?? ""
    // Both spellings of the one keyword are in use.
    let lower = name.lowercased() == "dimensions" ? "dimension" : name.lowercased()
    guard let keyword = Self.keywords.first(where: { $0.lowercased() == lower }) else {
      throw .unknownKeyword(
        path: text.path, line: text.line, found: String(name.prefix(40)), known: Self.keywords)
    }
    guard !seen.contains(keyword) else {
      throw .repeatedKeyword(path: text.path, line: text.line, keyword: keyword)
    }
    seen.append(keyword)
    try apply(Entry(keyword: keyword, words: Array(words.dropFirst()), text: text))
    return keyword == "data"
  }

  private mutating func apply(_ entry: Entry) throws(SequenceDataError) {
    switch entry.keyword {
    case "timeStamps":
      if try entry.flag() { throw .timeStamps(path: entry.text.path, line: entry.text.line) }
    case "missing": isComplete = try !entry.flag()
    case "univariate":
      guard try entry.flag() == (layout.channels == 1) else {
        throw entry.mistake(expected: "\(layout.channels == 1) for \(channelText)")
      }
    case "dimension":
      guard try entry.number() == layout.channels else {
        throw entry.mistake(expected: "\(layout.channels)")
      }
    case "equalLength":
      isEqual = try entry.flag()
    case "seriesLength":
      let length = try entry.number()
      guard layout.lengths.contains(length) else {
        throw entry.mistake(
          expected: layout.shortest == layout.length
            ? "\(layout.length)" : "\(layout.shortest) to \(layout.length)")
      }
      lengths = length...length
    case "classLabel": try checkClasses(entry)
    default: break
    }
  }

  private var channelText: String {
    "\(layout.channels) channel\(layout.channels == 1 ? "" : "s")"
  }

  /// The classes have to be the manifest's, in its order.
  private func checkClasses(_ entry: Entry) throws(SequenceDataError) {
    let labels = entry.words.dropFirst().map { classes.label($0) }
    guard entry.words.first?.lowercased() == "true",
      labels == classes.names.indices.map({ Int32($0) })
    else {
      throw entry.mistake(expected: "true " + classes.names.joined(separator: " "))
    }
  }

  /// One line of the header.
  private struct Entry {
    let keyword: String
    let words: [String]
    let text: SeriesText

    func flag() throws(SequenceDataError) -> Bool {
      switch words.map({ $0.lowercased() }) {
      case ["true"]: return true
      case ["false"]: return false
      default: throw mistake(expected: "true or false")
      }
    }

    func number() throws(SequenceDataError) -> Int {
      guard words.count == 1, let number = Int(words[0]), number > 0 else {
        throw mistake(expected: "a positive whole number")
      }
      return number
    }

    func mistake(expected: String) -> SequenceDataError {
      let value = words.joined(separator: " ")
      return .wrongHeader(
        path: text.path, line: text.line, keyword: keyword,
        found: value.count > 80 ? "\"\(value.prefix(80))…\"" : "\"\(value)\"", expected: expected)
    }
  }
}
