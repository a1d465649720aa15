/// Turns texts into rows of ids while it counts the words that the vocabulary is made of.
///
/// Ids: 0 padding, 1 unknown, then the words counted, most frequent first and those of one count in
/// the order of their code points, as far as the vocabulary goes, then the buckets of ``WordGrams``,
/// if asked for.
struct TokenNumbering {
  private let settings: TokenSettings
  private var table = WordTable()
  /// How often each word was met in counted texts.
  private var counts: [Int] = []
  /// `[texts, length]`: word numbers plus one; 0 after the last word.
  private var rows: [Int32] = []

  init(_ settings: TokenSettings) { self.settings = settings }

  /// Takes the memory for the rows of so many texts at once.
  mutating func reserve(texts count: Int) { rows.reserveCapacity(count * settings.length) }

  /// Adds a row for each text; all words of a counted text count, also those beyond the row.
  mutating func add(_ store: TextStore, _ texts: [Int], counts isCounted: Bool) {
    let cursor = WordCursor(lowercases: settings.lowercases)
    store.withBytes { bytes in
      for text in texts {
        let end = rows.count + settings.length
        cursor.forEach(in: bytes.extracting(store.ranges[text])) { word in
          let number = table.number(of: word)
          if number == counts.count { counts.append(0) }
          if isCounted { counts[number] += 1 }
          if rows.count < end { rows.append(Int32(number + 1)) }
          return isCounted || rows.count < end
        }
        // A text without any word is one unknown word, so that no example is padding alone.
        if rows.count == end - settings.length { rows.append(Self.noWord) }
        while rows.count < end { rows.append(0) }
      }
    }
  }

  /// Gives the rows away as ids, and says how many ids there are.
  mutating func finish() -> (ids: [Int32], vocabulary: Int) {
    let ranked = counts.indices.filter { counts[$0] > 0 }.sorted { first, second in
      if counts[first] != counts[second] { return counts[first] > counts[second] }
      return table.precedes(first, second)
    }.prefix(settings.vocabulary - TokenSettings.reserved)
    var ids = [Int32](repeating: TokenSettings.unknown, count: counts.count)
    for (rank, number) in ranked.enumerated() { ids[number] = Int32(rank + TokenSettings.reserved) }
    let words = ranked.count + TokenSettings.reserved
    if settings.grams > 1 {
      defer { rows = [] }
      return (withGrams(ids, words: words), words + settings.buckets)
    }
    for i in rows.indices {
      switch rows[i] {
      case 0: rows[i] = TokenSettings.padding
      case Self.noWord: rows[i] = TokenSettings.unknown
      default: rows[i] = ids[Int(rows[i]) - 1]
      }
    }
    // Moved, not copied: the rows of all texts are the largest array there is.
    let result = rows
    rows = []
    return (result, words)
  }

  /// Returns rows of the ids of words and, after the last word, of words in a row.
  private func withGrams(_ ids: [Int32], words: Int) -> [Int32] {
    let hashes = (0..<table.count).map { WordGrams.hash(table.bytes(of: $0)[...]) }
    let grams = WordGrams(order: settings.grams, buckets: settings.buckets)
    var result: [Int32] = []
    result.reserveCapacity(rows.count / settings.length * settings.rowLength)
    var met: [UInt32] = []
    for start in stride(from: 0, to: rows.count, by: settings.length) {
      let end = result.count + settings.rowLength
      met.removeAll(keepingCapacity: true)
      for place in start..<start + settings.length {
        switch rows[place] {
        case 0: continue
        case Self.noWord: result.append(TokenSettings.unknown)
        default:
          result.append(ids[Int(rows[place]) - 1])
          met.append(hashes[Int(rows[place]) - 1])
        }
      }
      grams.forEach(in: met.span) { result.append(Int32(words + $0)) }
      while result.count < end { result.append(TokenSettings.padding) }
    }
    return result
  }

  private static let noWord: Int32 = -1
}
