import DataStore

/// How texts become numbers.
struct TokenSettings: Hashable, Sendable {
  /// The id after the last word.
  static let padding: Int32 = 0
  /// The id of a word outside the vocabulary, and of a text without any word.
  static let unknown: Int32 = 1
  /// How many ids stand for no word of the vocabulary.
  static let reserved = 2

  /// Whether words are lower-cased.
  var lowercases = true
  /// How many words of a text are kept; the first ones.
  var length = 64
  /// The most ids, padding and unknown included.
  var vocabulary = 30_000

  init() {}

  /// Reads `lowercase`, `length` and `vocabulary`, which all have defaults.
  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let lowercases = fields.flag("lowercase", default: true, &mistakes)
    let length = fields.integer("length", in: 1...65_536, default: 64, &mistakes)
    // Ids are written as floats, which are exact up to 2^24.
    let vocabulary = fields.integer(
      "vocabulary", in: (Self.reserved + 1)...(1 << 24), default: 30_000, &mistakes)
    guard let lowercases, let length, let vocabulary else { return nil }
    self.lowercases = lowercases
    self.length = length
    self.vocabulary = vocabulary
  }
}
