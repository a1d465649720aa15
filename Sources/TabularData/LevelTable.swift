/// Gives each distinct word of a column a code, without making a string or array of known words.
struct LevelTable {
  private var words: [[UInt8]] = []
  /// The codes of the words with a hash; nearly always one.
  private var codes: [UInt64: [Int32]] = [:]

  /// Returns the code of a word; nil when it has none yet.
  func code(of word: ArraySlice<UInt8>) -> Int32? {
    guard let candidates = codes[Self.hash(word)] else { return nil }
    return candidates.first { words[Int($0)].elementsEqual(word) }
  }

  /// Adds a word that has no code yet and returns its code, counted up from 0.
  mutating func add(_ word: ArraySlice<UInt8>) -> Int32 {
    let code = Int32(words.count)
    words.append(Array(word))
    codes[Self.hash(word), default: []].append(code)
    return code
  }

  /// The words in the order of their bytes, and for each code its place in that order.
  func sorted() -> (levels: [String], places: [Int32]) {
    let order = words.indices.sorted { words[$0].lexicographicallyPrecedes(words[$1]) }
    var places = [Int32](repeating: 0, count: words.count)
    for (place, code) in order.enumerated() { places[code] = Int32(place) }
    return (order.map { String(decoding: words[$0], as: UTF8.self) }, places)
  }

  /// - Source: Fowler, Noll and Vo, FNV-1a, 64 bits.
  private static func hash(_ word: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}
