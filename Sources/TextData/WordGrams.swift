/// Ids of several words in a row, by a hash into a fixed number of buckets.
///
/// The hash of a word is FNV-1a with 32 bits over its UTF-8 bytes, each taken as a signed number, as
/// fastText does; a row of words is folded from left to right with fastText's multiplier, the
/// hashes taken as signed numbers too. Words outside the vocabulary have a hash like any other.
///
/// - Source: Joulin et al., Bag of Tricks for Efficient Text Classification, EACL 2017; its
///   `Dictionary::hash` and `Dictionary::addWordNgrams`.
struct WordGrams {
  /// The longest row of words.
  let order: Int
  /// How many ids there are.
  let buckets: Int

  /// Returns the hash of a word.
  static func hash(_ word: ArraySlice<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in word {
      hash ^= UInt32(bitPattern: Int32(Int8(bitPattern: byte)))
      hash &*= 16_777_619
    }
    return hash
  }

  /// Calls a body with the bucket of each row of 2 to ``order`` words: first all that start at the
  /// first word, from the shortest to the longest, then all that start at the second, and so on.
  func forEach(in hashes: Span<UInt32>, _ body: (Int) -> Void) {
    for first in 0..<hashes.count {
      var folded = Self.extended(hashes[first])
      for next in first + 1..<max(first + 1, min(hashes.count, first + order)) {
        folded = folded &* 116_049_371 &+ Self.extended(hashes[next])
        body(Int(folded % UInt64(buckets)))
      }
    }
  }

  private static func extended(_ hash: UInt32) -> UInt64 {
    UInt64(bitPattern: Int64(Int32(bitPattern: hash)))
  }
}
