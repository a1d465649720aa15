import DataStore

/// How texts become numbers.
struct TokenSettings: Hashable, Sendable {
  /// The id after the last word.
  static let padding: Int32 = 0
  /// The id of a word outside the vocabulary, and of a text without any word.
  static let unknown: Int32 = 1
  /// How many ids stand for no word of the vocabulary.
  static let reserved = 2
  /// The most ids: they are written as floats, which are exact up to 2^24.
  static let mostIds = 1 << 24

  /// Whether words are lower-cased.
  var lowercases = true
  /// How many words of a text are kept; the first ones.
  var length = 64
  /// The most ids of words, padding and unknown included.
  var vocabulary = 30_000
  /// The most words in a row that have an id of their own, see ``WordGrams``; 1 for single words.
  var grams = 1
  /// How many ids such rows of words share.
  var buckets = 100_000

  init() {}

  /// Reads `lowercase`, `length`, `vocabulary`, `ngrams` and `buckets`, which all have defaults.
  init?(
    _ fields: inout YAMLFields, defaults: TokenSettings = TokenSettings(),
    _ mistakes: inout [YAMLMistake]
  ) {
    let lowercases = fields.flag("lowercase", default: defaults.lowercases, &mistakes)
    let length = fields.integer("length", in: 1...65_536, default: defaults.length, &mistakes)
    let vocabulary = fields.integer(
      "vocabulary", in: (Self.reserved + 1)...Self.mostIds, default: defaults.vocabulary,
      &mistakes)
    let grams = fields.integer("ngrams", in: 1...8, default: defaults.grams, &mistakes)
    let buckets = fields.integer(
      "buckets", in: 1...Self.mostIds, default: defaults.buckets, &mistakes)
    guard let lowercases, let length, let vocabulary, let grams, let buckets else { return nil }
    guard grams == 1 || vocabulary + buckets <= Self.mostIds else {
      if let value = fields.value("buckets") ?? fields.value("vocabulary") {
        fields.note(
          "buckets", value,
          expected: "at most \(Self.mostIds - vocabulary), so that all ids are exact as floats",
          &mistakes)
      }
      return nil
    }
    self.lowercases = lowercases
    self.length = length
    self.vocabulary = vocabulary
    self.grams = grams
    self.buckets = buckets
  }

  /// The ids of one text: of its words, then of the words in a row.
  var rowLength: Int {
    (1...grams).reduce(0) { $0 + max(0, length - $1 + 1) }
  }

  /// All settings by name, to be stored.
  var numbers: [(name: String, value: Int)] {
    [
      ("lowercase", lowercases ? 1 : 0), ("length", length), ("vocabulary", vocabulary),
      ("ngrams", grams), ("buckets", buckets),
    ]
  }

  /// Changes a setting that was stored; false for a value that no manifest may have.
  mutating func set(_ name: String, to value: Int) -> Bool {
    guard (0...Self.mostIds).contains(value) else { return false }
    switch name {
    case "lowercase": lowercases = value == 1
    case "length" where value > 0: length = value
    case "vocabulary" where value > Self.reserved: vocabulary = value
    case "ngrams" where (1...8).contains(value): grams = value
    case "buckets" where value > 0: buckets = value
    default: return false
    }
    return true
  }
}
