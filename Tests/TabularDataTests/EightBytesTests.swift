import Core
import Testing

@testable import TabularData

@Suite("Eight bytes at once")
struct EightBytesTests {
  @Test("find what a search byte by byte finds", arguments: [1, 2, 3] as [UInt64])
  func search(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let alphabet: [UInt8] = [
      0, 1, 0x0a, 0x0d, 0x22, 0x2c, 0x2d, 0x2f, 0x30, 0x39, 0x3a, 0x80, 0xff,
    ]
    for _ in 0..<5000 {
      let bytes = (0..<8).map { _ in alphabet[stream.index(below: alphabet.count)] }
      let sought = (0..<3).map { _ in alphabet[stream.index(below: alphabet.count)] }
      let eight = EightBytes(bytes.span, at: 0)
      let expected = bytes.firstIndex { sought.contains($0) } ?? 8
      #expect(eight.count(before: sought[0], sought[1], sought[2]) == expected, "\(bytes)")
      let leading = (0..<expected).reduce(UInt64(0)) {
        $0 | UInt64(bytes[$1]) << UInt64(56 - 8 * $1)
      }
      #expect(eight.leading(expected) == leading, "\(bytes)")
      let digits = bytes.prefix { (0x30...0x39).contains($0) }
      #expect(eight.digits.count == digits.count, "\(bytes)")
      #expect(eight.digits.value == digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }, "\(bytes)")
    }
  }

  @Test("make the same key as bytes one by one, wherever the text ends")
  func keys() {
    for length in 0...40 {
      let word = (0..<length).map { UInt8(0x61 + $0 % 26) }
      for rest in [[], [0x2c], [0x2c] + [UInt8](repeating: 0x78, count: 20)] as [[UInt8]] {
        let text = word + rest
        var end = 0
        let key = WordKey(text.span, from: &end, to: 0x2c, 0x0a, 0x0d)
        let slow = WordKey(text.span, 0..<length)
        #expect(end == length)
        #expect(
          (key.first, key.second, key.length) == (slow.first, slow.second, slow.length), "\(length)"
        )
      }
    }
  }
}
