/// Distinct words, numbered from 0 as they are met.
struct WordTable {
  /// Enough of a word to know most of them without another look: 16 bytes, so that a search that
  /// ends where it starts touches memory once.
  private struct Slot {
    var first: UInt64 = 0
    /// The upper half of the word's hash.
    var hash: UInt32 = 0
    /// 0 where the slot is free; else the word's number plus one, doubled, and 1 if it is long.
    var tag: UInt32 = 0
  }

  /// Open addressing; the count is a power of two.
  private var slots = [Slot](repeating: Slot(), count: 1 << 12)
  /// The first eight bytes of each word.
  private var firsts: [UInt64] = []
  /// The other bytes of all words, one after the other.
  private var rests: [UInt64] = []
  /// Where the other bytes of each word end.
  private var ends: [Int] = []

  /// The number of distinct words.
  var count: Int { firsts.count }

  /// Returns the number of a word, new or not.
  @inline(__always)
  mutating func number(of word: borrowing PackedWord) -> Int {
    number(of: word, hash: word.hash)
  }

  /// Returns the number of a word with a hash, which another word may have too.
  @inline(__always)
  mutating func number(of word: borrowing PackedWord, hash: UInt64) -> Int {
    let hash = UInt32(truncatingIfNeeded: hash >> 32)
    let isLong: UInt32 = word.byteCount > 8 ? 1 : 0
    var place = Self.place(hash, slots.count)
    while slots[place].tag != 0 {
      let slot = slots[place]
      if slot.first == word.first, slot.tag & 1 == isLong {
        let number = Int(slot.tag >> 1) - 1
        if isLong == 0 || (slot.hash == hash && isRest(word, of: number)) { return number }
      }
      place = (place + 1) & (slots.count - 1)
    }
    return add(word, hash, at: place)
  }

  private mutating func add(
    _ word: borrowing PackedWord, _ hash: UInt32, at place: Int
  ) -> Int {
    let number = count
    precondition(number < Int(Int32.max) - 1, "more than 2,147,483,646 distinct words")
    slots[place] = Slot(
      first: word.first, hash: hash,
      tag: UInt32(number + 1) << 1 | (word.byteCount > 8 ? 1 : 0))
    firsts.append(word.first)
    if word.byteCount > 8 { rests += word.rest }
    ends.append(rests.count)
    if count * 2 > slots.count { grow() }
    return number
  }

  /// Whether one word comes before another in the order of their bytes, which is that of their code
  /// points.
  func precedes(_ one: Int, _ other: Int) -> Bool {
    if firsts[one] != firsts[other] { return firsts[one] < firsts[other] }
    return rests[rest(one)].lexicographicallyPrecedes(rests[rest(other)])
  }

  /// Returns the bytes of a word, which has no zero byte.
  func bytes(of number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in [firsts[number]] + rests[rest(number)] {
      for shift in stride(from: 56, through: 0, by: -8) {
        let byte = UInt8(truncatingIfNeeded: part >> UInt64(shift))
        if byte != 0 { bytes.append(byte) }
      }
    }
    return bytes
  }

  private func rest(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  private func isRest(_ word: borrowing PackedWord, of number: Int) -> Bool {
    let range = rest(number)
    guard range.count == word.rest.count else { return false }
    for (index, part) in word.rest.enumerated() where rests[range.lowerBound + index] != part {
      return false
    }
    return true
  }

  private mutating func grow() {
    var grown = [Slot](repeating: Slot(), count: slots.count * 2)
    for slot in slots where slot.tag != 0 {
      var place = Self.place(slot.hash, grown.count)
      while grown[place].tag != 0 { place = (place + 1) & (grown.count - 1) }
      grown[place] = slot
    }
    slots = grown
  }

  /// Where a search starts; the count is a power of two and at most 2³².
  @inline(__always)
  private static func place(_ hash: UInt32, _ count: Int) -> Int {
    Int(hash) >> (32 - count.trailingZeroBitCount)
  }
}
