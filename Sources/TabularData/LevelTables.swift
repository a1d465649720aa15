/// Gives each distinct word of each column a code, counted up from 0, without making a string or
/// array of known words.
///
/// All columns share one table with open addressing, so that a row of many columns finds its codes
/// through one array.
struct LevelTables {
  /// A word with its code: 32 bytes, all that most searches look at.
  struct Slot {
    var first: UInt64 = 0
    var second: UInt64 = 0
    /// The column in the upper half, the word's length in the lower.
    var columnAndLength: UInt64 = 0
    /// −1 where the slot is free.
    var code: Int32 = -1
    /// The word's place among all words.
    var word: Int32 = 0
  }

  /// A power of two, at least twice the number of words.
  private(set) var slots = [Slot](repeating: Slot(), count: 64)
  /// The bytes of all words, one after the other.
  private(set) var bytes: [UInt8] = []
  /// Where each word starts; one more than there are words.
  private(set) var starts = [0]
  /// For each column, its words in the order of their codes.
  private var wordsOfColumns: [[Int32]]

  /// Creates tables for some columns; some of them have words already.
  init(_ words: [[String]]) {
    wordsOfColumns = words.map { _ in [] }
    for (column, words) in words.enumerated() {
      for word in words {
        let text = Array(word.utf8)
        _ = add(text.span, 0..<text.count, column: column)
      }
    }
  }

  /// Returns the code of a word; nil when it has none yet.
  func code(_ text: Span<UInt8>, _ range: Range<Int>, column: Int) -> Int32? {
    let code = Self.code(
      WordKey(text, range), text, at: range.lowerBound, column: column, slots: slots.span,
      bytes: bytes.span, starts: starts.span)
    return code < 0 ? nil : code
  }

  /// Returns the code of a word that starts at a place of a text; −1 when it has none yet.
  @inline(__always)
  static func code(
    _ key: WordKey, _ text: Span<UInt8>, at start: Int, column: Int, slots: Span<Slot>,
    bytes: Span<UInt8>, starts: Span<Int>
  ) -> Int32 {
    let columnAndLength = UInt64(column) << 32 | UInt64(key.length)
    var place = Self.place(key, columnAndLength, slots.count)
    while slots[place].code >= 0 {
      let slot = slots[place]
      if slot.first == key.first, slot.second == key.second,
        slot.columnAndLength == columnAndLength,
        key.length <= WordKey.packedBytes
          || isEqual(bytes, starts[Int(slot.word)], text, start, key.length)
      {
        return slot.code
      }
      place = (place + 1) & (slots.count - 1)
    }
    return -1
  }

  /// Adds a word that has no code yet and returns its code.
  mutating func add(_ text: Span<UInt8>, _ range: Range<Int>, column: Int) -> Int32 {
    let code = Int32(wordsOfColumns[column].count)
    let word = Int32(starts.count - 1)
    for position in range { bytes.append(text[position]) }
    starts.append(bytes.count)
    wordsOfColumns[column].append(word)
    if starts.count * 2 > slots.count { grow() }
    let key = WordKey(text, range)
    enter(
      Slot(
        first: key.first, second: key.second,
        columnAndLength: UInt64(column) << 32 | UInt64(key.length), code: code, word: word))
    return code
  }

  /// The words of a column in the order of their bytes, and for each code its place in that order.
  func sorted(column: Int) -> (levels: [String], places: [Int32]) {
    let words = wordsOfColumns[column].map { self.bytes[starts[Int($0)]..<starts[Int($0) + 1]] }
    let order = words.indices.sorted { words[$0].lexicographicallyPrecedes(words[$1]) }
    var places = [Int32](repeating: 0, count: words.count)
    for (place, code) in order.enumerated() { places[code] = Int32(place) }
    return (order.map { String(decoding: words[$0], as: UTF8.self) }, places)
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    for slot in old where slot.code >= 0 { enter(slot) }
  }

  private mutating func enter(_ slot: Slot) {
    var key = WordKey()
    (key.first, key.second) = (slot.first, slot.second)
    var place = Self.place(key, slot.columnAndLength, slots.count)
    while slots[place].code >= 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = slot
  }

  /// - Source: Knuth, *The Art of Computer Programming*, volume 3, 6.4: multiplicative hashing.
  @inline(__always)
  private static func place(_ key: WordKey, _ columnAndLength: UInt64, _ count: Int) -> Int {
    let mixed = key.first ^ (key.second &* 0xbf58_476d_1ce4_e5b9)
    let hash = (mixed ^ mixed >> 32 ^ columnAndLength) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: hash >> UInt64(64 - count.trailingZeroBitCount))
  }

  /// Whether the bytes beyond those in the key agree.
  private static func isEqual(
    _ bytes: Span<UInt8>, _ first: Int, _ text: Span<UInt8>, _ second: Int, _ length: Int
  ) -> Bool {
    for offset in WordKey.packedBytes..<length
    where bytes[first + offset] != text[second + offset] {
      return false
    }
    return true
  }
}

extension WordKey {
  /// The key of no bytes.
  init() {}
}
