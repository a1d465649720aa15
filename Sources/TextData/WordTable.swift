/// Distinct words, numbered from 0 as they are met.
struct WordTable {
  /// What is known of a word, in one place, so that most look-ups touch memory twice.
  private struct Entry {
    var hash: UInt64 = 0
    /// Where the word lies in ``letters``.
    var start = 0
    var length: Int32 = 0
    /// The word's number, or -1 where the slot is free.
    var number: Int32 = -1
  }

  /// Open addressing; the count is a power of two.
  private var slots = [Entry](repeating: Entry(), count: 1 << 12)
  /// All words, one after the other.
  private var letters: [UInt8] = []
  /// Where each word starts; one more than there are words.
  private var starts = [0]

  /// The number of distinct words.
  var count: Int { starts.count - 1 }

  /// Returns the number of a word, new or not.
  mutating func number(of word: [UInt8], hash: UInt64) -> Int {
    var slot = Self.slot(hash, slots.count)
    while slots[slot].number >= 0 {
      let entry = slots[slot]
      if entry.hash == hash, Int(entry.length) == word.count, equals(word, entry.start) {
        return Int(entry.number)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    precondition(count < Int(Int32.max), "more than 2,147,483,647 distinct words")
    let number = count
    slots[slot] = Entry(
      hash: hash, start: letters.count, length: Int32(word.count), number: Int32(number))
    letters += word
    starts.append(letters.count)
    if count * 2 > slots.count { grow() }
    return number
  }

  /// The bytes of a word.
  func word(_ number: Int) -> ArraySlice<UInt8> { letters[starts[number]..<starts[number + 1]] }

  private func equals(_ word: [UInt8], _ start: Int) -> Bool {
    for i in word.indices where letters[start + i] != word[i] { return false }
    return true
  }

  private mutating func grow() {
    var grown = [Entry](repeating: Entry(), count: slots.count * 2)
    for entry in slots where entry.number >= 0 {
      var slot = Self.slot(entry.hash, grown.count)
      while grown[slot].number >= 0 { slot = (slot + 1) & (grown.count - 1) }
      grown[slot] = entry
    }
    slots = grown
  }

  /// Where a search starts; the hash's upper bits are its better ones.
  private static func slot(_ hash: UInt64, _ count: Int) -> Int {
    Int(truncatingIfNeeded: hash ^ hash >> 32) & (count - 1)
  }
}
