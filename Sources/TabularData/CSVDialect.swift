import DataStore

/// How a table is written down, apart from what its columns mean.
struct CSVDialect: Hashable, Sendable {
  /// The byte between fields.
  var separator = UInt8(ascii: ",")
  /// Whether any run of blanks and tabs is one separator; ``separator`` is a blank then.
  var joinsBlanks = false
  /// The byte around fields that hold separators; doubled inside to stand for itself.
  var quote: UInt8?
  /// The byte before the decimals of a number.
  var decimalMark = UInt8(ascii: ".")
  /// Whether the first row names the columns.
  var hasHeader = false
  /// Lines at the start of each file that are passed over, before any header.
  var skippedLines = 0
  /// Lines that start so are passed over.
  var commentPrefix: [UInt8] = []

  /// Reads the dialect's keys.
  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let separator = Self.byte(
      "separator", ",", words: ["tab": .tab, "blanks": .blank],
      &fields, &mistakes)
    let joinsBlanks = fields.value("separator")?.content == .scalar("blanks")
    let quote = Self.byte("quote", "none", words: ["none": nil], &fields, &mistakes)
    let decimal = Self.byte("decimal", ".", words: [:], &fields, &mistakes)
    let header = fields.flag("header", default: false, &mistakes)
    let skipped = fields.integer("skipLines", in: 0...1_000_000, default: 0, &mistakes)
    let comment = fields.text("comment", default: "", &mistakes)
    guard let separator, let quote, let decimal, let header, let skipped, let comment else {
      return nil
    }
    self.separator = separator ?? self.separator
    self.joinsBlanks = joinsBlanks
    self.quote = quote
    decimalMark = decimal ?? decimalMark
    hasHeader = header
    skippedLines = skipped
    commentPrefix = Array(comment.utf8)
    noteClashes(&fields, &mistakes)
  }

  /// The dialect without header, quotes or comments.
  init() {}

  /// Notes bytes that would mean two things.
  private func noteClashes(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    for (key, byte) in [("quote", quote), ("decimal", decimalMark)] where byte == separator {
      guard let value = fields.value(key) ?? fields.value("separator") else { continue }
      fields.note(key, value, expected: "another character than the separator", &mistakes)
    }
  }

  /// Reads one character, or one of some words; nil within the optional stands for no byte.
  private static func byte(
    _ key: String, _ fallback: String, words: KeyValuePairs<String, UInt8?>,
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> UInt8?? {
    guard let text = fields.text(key, default: fallback, &mistakes) else { return .none }
    if let word = words.first(where: { $0.key == text }) { return .some(word.value) }
    if text.utf8.count == 1, let byte = text.utf8.first, byte != .lineFeed,
      byte != .carriageReturn
    {
      return .some(byte)
    }
    let expected = (["one character"] + words.map(\.key)).joined(separator: ", or ")
    if let value = fields.value(key) { fields.note(key, value, expected: expected, &mistakes) }
    return .none
  }
}

extension UInt8 {
  static let blank = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
