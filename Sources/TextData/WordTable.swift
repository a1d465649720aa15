/// Distinct words, numbered from 0 as they are met.
struct WordTable {
  /// Open addressing: a word's number plus one, 0 where free.
  ///
  /// The count is a power of two.
  private var slots = [Int32](repeating: 0, count: 1 << 12)
  private var hashes: [UInt64] = []
  /// All words, one after the other.
  private var letters: [UInt8] = []
  /// Where each word starts; one more than there are words.
  private var starts = [0]

  /// The number of distinct words.
  var count: Int { hashes.count }

  /// Returns the number of a word, new or not.
  mutating func number(of word: [UInt8], hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, equals(word, number) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    precondition(count < Int(Int32.max), "more than 2,147,483,647 distinct words")
    slots[slot] = Int32(count + 1)
    hashes.append(hash)
    letters += word
    starts.append(letters.count)
    if count * 2 > slots.count { grow() }
    return count - 1
  }

  /// The bytes of a word.
  func word(_ number: Int) -> ArraySlice<UInt8> { letters[starts[number]..<starts[number + 1]] }

  private func equals(_ word: [UInt8], _ number: Int) -> Bool {
    let start = starts[number]
    guard starts[number + 1] - start == word.count else { return false }
    for i in word.indices where letters[start + i] != word[i] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }
}
