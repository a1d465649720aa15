/// Gives each distinct word of a column a code, without making a string or array of known words.
///
/// Codes are found by open addressing: `slots` holds, from the place a word's hash names on, the
/// codes of the words that wanted that place, and −1 where the search ends.
struct LevelTable {
  /// The bytes of all words, one after the other; word `code` ends at `ends[code]`.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  private var slots = [Int32](repeating: -1, count: 16)
  /// The code found last: tables are often sorted, so it is tried first.
  private var latest: Int32 = -1

  init() {}

  /// Creates a table in which the words have the codes 0, 1 and so on.
  init(_ words: [String]) {
    for word in words {
      let bytes = Array(word.utf8)
      _ = add(bytes.span, 0..<bytes.count)
    }
  }

  /// Returns the code of a word; nil when it has none yet.
  mutating func code(of text: Span<UInt8>, _ range: Range<Int>) -> Int32? {
    if latest >= 0, isEqual(latest, text, range) { return latest }
    let hash = Self.hash(text, range)
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place] >= 0 {
      let code = slots[place]
      if hashes[Int(code)] == hash, isEqual(code, text, range) {
        latest = code
        return code
      }
      place = (place + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a word that has no code yet and returns its code, counted up from 0.
  mutating func add(_ text: Span<UInt8>, _ range: Range<Int>) -> Int32 {
    let code = Int32(ends.count)
    for position in range { bytes.append(text[position]) }
    ends.append(bytes.count)
    hashes.append(Self.hash(text, range))
    if ends.count * 2 > slots.count {
      slots = [Int32](repeating: -1, count: slots.count * 2)
      for earlier in ends.indices { enter(Int32(earlier)) }
    } else {
      enter(code)
    }
    return code
  }

  /// The words in the order of their bytes, and for each code its place in that order.
  func sorted() -> (levels: [String], places: [Int32]) {
    let order = ends.indices.sorted { word($0).lexicographicallyPrecedes(word($1)) }
    var places = [Int32](repeating: 0, count: ends.count)
    for (place, code) in order.enumerated() { places[code] = Int32(place) }
    return (order.map { String(decoding: word($0), as: UTF8.self) }, places)
  }

  private mutating func enter(_ code: Int32) {
    var place = Int(truncatingIfNeeded: hashes[Int(code)]) & (slots.count - 1)
    while slots[place] >= 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = code
  }

  private func word(_ code: Int) -> ArraySlice<UInt8> {
    bytes[(code == 0 ? 0 : ends[code - 1])..<ends[code]]
  }

  @inline(__always)
  private func isEqual(_ code: Int32, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let code = Int(code)
    let start = code == 0 ? 0 : ends[code - 1]
    guard ends[code] - start == range.count else { return false }
    for offset in 0..<range.count where bytes[start + offset] != text[range.lowerBound + offset] {
      return false
    }
    return true
  }

  /// - Source: Fowler, Noll and Vo, FNV-1a, 64 bits, its upper half folded onto the lower.
  private static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for position in range { hash = (hash ^ UInt64(text[position])) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 32)
  }
}
