/// The bytes of one word, eight to a number, the first one uppermost and zeros behind the last one.
///
/// A word has no zero byte, so words are equal when their numbers are, and their numbers are in the
/// order of their bytes. Most words are one number, which costs no memory.
struct PackedWord: ~Copyable {
  /// The first eight bytes.
  private(set) var first: UInt64 = 0
  /// The bytes after the first eight; empty for most words.
  private(set) var rest: [UInt64] = []
  private(set) var byteCount = 0
  /// Bytes that do not yet fill a number, lowermost.
  private var open: UInt64 = 0

  init() {}

  /// Packs the bytes given.
  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte) }
    finish()
  }

  /// Makes room for another word.
  @inline(__always)
  mutating func clear() {
    if byteCount > 8 { rest.removeAll(keepingCapacity: true) }
    byteCount = 0
    open = 0
  }

  /// Adds a byte, which is not zero.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    open = open << 8 | UInt64(byte)
    byteCount += 1
    if byteCount & 7 == 0 { close() }
  }

  /// Adds what a table has for the bytes of a text, and goes on to the first byte that has 0 or 255.
  @inline(__always)
  mutating func append(_ text: Span<UInt8>, from position: inout Int, by table: Span<UInt8>) {
    // Local copies stay in registers.
    var (place, count, open) = (position, byteCount, open)
    while place < text.count {
      let byte = table[Int(text[place])]
      if byte &- 1 >= 0xfe { break }
      open = open << 8 | UInt64(byte)
      count += 1
      place += 1
      if count & 7 == 0 {
        if count == 8 { first = open } else { rest.append(open) }
        open = 0
      }
    }
    (position, byteCount, self.open) = (place, count, open)
  }

  /// Puts the bytes in place once the last one was added.
  @inline(__always)
  mutating func finish() {
    let left = byteCount & 7
    if left != 0 {
      open <<= UInt64(64 - 8 * left)
      close()
    }
  }

  @inline(__always)
  private mutating func close() {
    if byteCount <= 8 { first = open } else { rest.append(open) }
    open = 0
  }

  /// A hash, whose upper bits are its better ones.
  ///
  /// - Source: Knuth, *The Art of Computer Programming*, volume 3, 6.4: multiplicative hashing.
  @inline(__always)
  var hash: UInt64 {
    var hash = first &* Self.factor
    if byteCount > 8 {
      for number in rest { hash = (hash ^ hash >> 29 ^ number) &* Self.factor }
    }
    return hash ^ hash << 32
  }

  private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
}
