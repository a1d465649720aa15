/// A check sum over the values of a row: it finds a flipped bit, not a forger.
///
/// SQLite keeps no sums of its pages, and a digit that flips in a score would otherwise pass for a
/// result.
///
/// - Source: FNV-1a by Fowler, Noll and Vo, over 64-bit words, ended by SplitMix64's mixing.
struct RowSum {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0x100_0000_01b3
    hash ^= hash >> 29
  }

  mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }

  mutating func add(_ number: Int64?) {
    add(UInt64(number == nil ? 0 : 1))
    if let number { add(number) }
  }

  /// Adds a number; SQLite stores −0 as 0.
  mutating func add(_ number: Double) { add((number + 0).bitPattern) }

  mutating func add(_ number: Double?) {
    add(UInt64(number == nil ? 0 : 1))
    if let number { add(number) }
  }

  mutating func add(_ text: String) {
    var (word, filled, count) = (UInt64(0), UInt64(0), UInt64(0))
    for byte in text.utf8 {
      word |= UInt64(byte) << (8 * filled)
      filled += 1
      count += 1
      if filled == 8 {
        add(word)
        (word, filled) = (0, 0)
      }
    }
    add(word)
    add(count)
  }

  mutating func add(_ text: String?) {
    add(UInt64(text == nil ? 0 : 1))
    if let text { add(text) }
  }

  /// The sum as SQLite stores whole numbers.
  var value: Int64 {
    var z = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int64(bitPattern: z ^ (z >> 31))
  }
}
