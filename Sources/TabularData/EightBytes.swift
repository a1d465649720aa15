/// Eight bytes of a text in one number, the first one lowermost, and what can be seen of all at once.
///
/// - Source: Mycroft's test for a zero byte; Lemire, *Quickly parsing eight digits*, 2018.
struct EightBytes {
  let word: UInt64

  /// Takes bytes that lie in a text.
  @inline(__always)
  init(_ text: Span<UInt8>, at position: Int) {
    // Constant places in a span of known length are one load.
    let bytes = text.extracting(position..<position &+ 8)
    let low =
      UInt64(bytes[0]) | UInt64(bytes[1]) << 8 | UInt64(bytes[2]) << 16 | UInt64(bytes[3]) << 24
    let high =
      UInt64(bytes[4]) | UInt64(bytes[5]) << 8 | UInt64(bytes[6]) << 16 | UInt64(bytes[7]) << 24
    word = low | high << 32
  }

  /// How many bytes come before the first one that is any of three; 8 when none is.
  @inline(__always)
  func count(before one: UInt8, _ two: UInt8, _ three: UInt8) -> Int {
    (zeros(one) | zeros(two) | zeros(three)).trailingZeroBitCount >> 3
  }

  /// The upper bit of each byte that equals one given; exact up to the first such byte.
  @inline(__always)
  private func zeros(_ byte: UInt8) -> UInt64 {
    let difference = word ^ UInt64(byte) &* 0x0101_0101_0101_0101
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
  }

  /// The first bytes with the first one uppermost, and zeros behind them.
  @inline(__always)
  func leading(_ count: Int) -> UInt64 { word.byteSwapped & ~(UInt64.max >> UInt64(8 * count)) }

  /// How many digits the bytes begin with, and the number that these are.
  @inline(__always)
  var digits: (count: Int, value: UInt64) {
    let values = word ^ 0x3030_3030_3030_3030
    let others =
      (((values & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7676_7676_7676_7676) | values)
      & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount >> 3
    // Zeros come before the digits, and what follows them goes; then pairs, fours and all eight.
    var value = values << UInt64(64 - 8 * count)
    value = (value &* 10 &+ value >> 8) & 0x00ff_00ff_00ff_00ff
    value = (value &* 100 &+ value >> 16) & 0x0000_ffff_0000_ffff
    value = (value &* 10_000 &+ value >> 32) & 0xffff_ffff
    return (count, value)
  }
}
