import DataStore

/// What the cells of one column look like.
struct ColumnTally {
  var name: String
  /// How often each word appears; words beyond a thousand are not told apart.
  private(set) var words: [String: Int] = [:]
  private(set) var cellCount = 0
  private(set) var numberCount = 0
  private(set) var missingCount = 0
  /// The words for "not known" that were seen.
  private(set) var missing: Set<String> = []
  /// Whether one of them stood in quotes.
  private(set) var hasQuotedMissing = false
  /// Words of a second file that are a word of the first with a dot, as in Adult's test part.
  private(set) var dotted: Set<String> = []
  /// Cells that are numbers with decimals after a comma.
  private(set) var commaCount = 0
  /// Whether one of them cannot be read with a comma between thousands.
  private(set) var isSurelyDecimal = false
  /// Whether a cell is a number with decimals after a point.
  private(set) var hasPoint = false
  /// A word that is no number, for a remark.
  private(set) var firstWord: String?
  /// Whether every cell so far is one more than the cell above it.
  private var counts = true
  private var lastNumber: Int?
  private var wholeCount = 0

  private static let wordLimit = 1001
  /// A column of fewer rows may count by chance.
  private static let fewestCounted = 10

  init(name: String) { self.name = name }

  mutating func add(_ word: String, isFirstFile: Bool) {
    cellCount += 1
    let look = NumberLook(word)
    if look.isNumber { numberCount += 1 } else if firstWord == nil { firstWord = word }
    if look.isDecimalComma { commaCount += 1 }
    isSurelyDecimal = isSurelyDecimal || look.isSurelyDecimal
    hasPoint = hasPoint || look.hasPoint
    follow(Int(word))
    if !isFirstFile, word.hasSuffix("."), words[String(word.dropLast())] != nil {
      dotted.insert(String(word.dropLast()))
    } else if words[word] != nil || words.count < Self.wordLimit {
      words[word, default: 0] += 1
    }
  }

  mutating func addMissing(_ word: String, isQuoted: Bool) {
    missing.insert(word)
    missingCount += 1
    cellCount += 1
    counts = false
    hasQuotedMissing = hasQuotedMissing || isQuoted
  }

  /// Tells that another file begins, whose rows may be counted anew.
  mutating func beginFile() { lastNumber = nil }

  /// Takes a word for "not known" as a word like any other.
  mutating func takeAsWord(_ word: String) {
    missing.remove(word)
    words[word] = missingCount
  }

  private mutating func follow(_ number: Int?) {
    if number != nil { wholeCount += 1 }
    counts = counts && number != nil && (lastNumber == nil || number == lastNumber.map { $0 &+ 1 })
    lastNumber = number
  }
}

extension ColumnTally {
  /// Whether all cells are numbers of a dialect, or missing.
  func isNumeric(hasDecimalComma: Bool) -> Bool {
    let numbers = hasDecimalComma ? numberCount + commaCount : numberCount
    return numbers > 0 && numbers + missingCount == cellCount && !(hasDecimalComma && hasPoint)
  }

  /// Whether decimals after a comma would make a column of numbers of it.
  var needsDecimalComma: Bool {
    commaCount > 0 && isSurelyDecimal && isNumeric(hasDecimalComma: true)
  }

  /// Whether the cells name or count the rows: no two rows are alike in them, in training or test.
  var namesRows: Bool {
    guard cellCount >= Self.fewestCounted, wholeCount == cellCount else { return false }
    let names = ["", "id", "index", "row", "rowid", "row_id", "unnamed: 0"]
    return counts
      || names.contains(name.lowercased()) && words.count == min(cellCount, Self.wordLimit)
  }

  /// Numbers, words, or something that cannot be learned from, such as a name.
  func kind(hasDecimalComma: Bool) -> ColumnSchema.Kind {
    if namesRows || missingCount == cellCount { return .ignored }
    if isNumeric(hasDecimalComma: hasDecimalComma) { return .numeric }
    return words.count <= max(50, cellCount / 20) && words.count < Self.wordLimit
      ? .categorical : .ignored
  }

  /// What the author of a manifest should know about a feature; nil where the guess is safe.
  func remark(hasDecimalComma: Bool) -> String? {
    let column = "column \(name.debugDescription)"
    if missingCount == cellCount { return "\(column) is empty: ignored" }
    if namesRows { return "\(column) numbers the rows: ignored" }
    if isNumeric(hasDecimalComma: hasDecimalComma) { return nil }
    let numbers = hasDecimalComma ? numberCount + commaCount : numberCount
    if numbers * 2 > cellCount - missingCount, let firstWord {
      return "\(column): \(numbers) of \(cellCount - missingCount) cells are numbers, others are "
        + "words such as \(firstWord.prefix(40).debugDescription); if they stand for \"not known\", "
        + "list them under missing and write numeric"
    }
    guard kind(hasDecimalComma: hasDecimalComma) == .ignored else { return nil }
    let count = words.count < Self.wordLimit ? "\(words.count)" : "more than 1000"
    return "\(column) has \(count) different words, such as "
      + "\((firstWord ?? "").prefix(40).debugDescription): ignored"
  }

  /// Whether the column can be the class: words that repeat, and one in every row.
  var canBeClass: Bool {
    (2...1000).contains(words.count) && words.count * 2 <= cellCount && missing.isEmpty
  }

  /// Whether there are many words with few cells each.
  var isSparse: Bool { words.count > 20 && words.count * 5 > cellCount }

  /// The classes, numbers by size and words by spelling.
  var classNames: [ClassName] {
    let names = words.keys.sorted { left, right in
      if let a = Double(left), let b = Double(right), a != b { return a < b }
      return left < right
    }
    return names.map { ClassName($0, spellings: dotted.contains($0) ? ["\($0)."] : []) }
  }
}
