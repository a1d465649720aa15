/// The length and the first sixteen bytes of a word, in numbers that are quickly compared.
struct WordKey {
  /// Bytes 0 to 7, the first one uppermost; zeros behind the last one.
  var first: UInt64 = 0
  /// Bytes 8 to 15 in the same way.
  var second: UInt64 = 0
  var length = 0

  /// How many bytes the two numbers hold.
  static let packedBytes = 16

  /// The key of a word whose bytes lie in a text.
  init(_ text: Span<UInt8>, _ range: Range<Int>) {
    for place in range { append(text[place]) }
    finish()
  }

  /// The key of the bytes up to the first one that is any of three, or to the end of the text.
  @inline(__always)
  init(
    _ text: Span<UInt8>, from position: inout Int, to one: UInt8, _ two: UInt8, _ three: UInt8
  ) {
    while position &+ 8 <= text.count {
      let bytes = EightBytes(text, at: position)
      let count = bytes.count(before: one, two, three)
      let packed = bytes.leading(count)
      if length == 0 { first = packed } else if length == 8 { second = packed }
      length &+= count
      position &+= count
      if count < 8 { return }
    }
    while position < text.count {
      let byte = text[position]
      if byte == one || byte == two || byte == three { break }
      append(byte)
      position &+= 1
    }
    finish()
  }

  /// Adds a byte to those that do not yet fill a number; the number is kept where it will be.
  private mutating func append(_ byte: UInt8) {
    if length < 8 {
      first = first << 8 | UInt64(byte)
    } else if length < 16 {
      second = second << 8 | UInt64(byte)
    }
    length &+= 1
  }

  /// Moves the bytes of a number that is not full to its upper end.
  private mutating func finish() {
    if length < 8 {
      first <<= UInt64(64 - 8 * length)
    } else if length < 16 {
      second <<= UInt64(128 - 8 * length)
    }
  }
}
