import DataStore

/// How a table is written down, apart from what its columns mean.
struct CSVDialect: Hashable, Sendable {
  /// The byte between fields.
  var separator = UInt8(ascii: ",")
  /// The byte around fields that hold separators; doubled inside to stand for itself.
  var quote: UInt8?
  /// Whether the first row names the columns.
  var hasHeader = false
  /// Lines that start so are passed over.
  var commentPrefix: [UInt8] = []

  /// Reads the dialect's keys.
  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let separator = Self.byte("separator", ",", &fields, &mistakes)
    let quote = Self.byte("quote", "none", &fields, &mistakes)
    let header = fields.flag("header", default: false, &mistakes)
    let comment = fields.text("comment", default: "", &mistakes)
    guard let separator, let quote, let header, let comment else { return nil }
    self.separator = separator ?? UInt8(ascii: ",")
    self.quote = quote
    hasHeader = header
    commentPrefix = Array(comment.utf8)
  }

  /// The dialect without header, quotes or comments.
  init() {}

  /// Reads one character; nil within the optional stands for `none`.
  private static func byte(
    _ key: String, _ fallback: String, _ fields: inout YAMLFields,
    _ mistakes: inout [YAMLMistake]
  ) -> UInt8?? {
    guard let text = fields.text(key, default: fallback, &mistakes) else { return .none }
    if text == "none", key == "quote" { return .some(nil) }
    if text == "tab" { return .some(UInt8(ascii: "\t")) }
    if text.utf8.count == 1, let byte = text.utf8.first, byte != UInt8(ascii: "\n") {
      return .some(byte)
    }
    let expected = key == "quote" ? "one character, or none" : "one character, or tab"
    if let value = fields.value(key) { fields.note(key, value, expected: expected, &mistakes) }
    return .none
  }
}
