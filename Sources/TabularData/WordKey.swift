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
    var position = range.lowerBound
    self.init(text, from: &position) { $1 == range.upperBound }
  }

  /// The key of the bytes up to the first one at which `isEnd` is true, which has to be there.
  @inline(__always)
  init(
    _ text: Span<UInt8>, from position: inout Int, isEnd: (_ byte: UInt8, _ position: Int) -> Bool
  ) {
    let start = position
    var place = start
    var open: UInt64 = 0
    var length = 0
    while place < text.count {
      let byte = text[place]
      if isEnd(byte, place) { break }
      open = open << 8 | UInt64(byte)
      place &+= 1
      length &+= 1
      if length & 7 == 0 {
        if length == 8 { first = open } else if length == 16 { second = open }
        open = 0
      }
    }
    if length & 7 != 0 {
      open <<= UInt64(64 - 8 * (length & 7))
      if length < 8 { first = open } else if length < 16 { second = open }
    }
    self.length = length
    position = place
  }
}
