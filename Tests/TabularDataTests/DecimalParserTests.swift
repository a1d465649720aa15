import Core
import Testing

@testable import TabularData

@Suite("DecimalParser")
struct DecimalParserTests {
  private static func value(_ text: String, mark: Character = ".") -> Double? {
    let bytes = Array(text.utf8)
    return DecimalParser.value(bytes.span, 0..<bytes.count, mark: mark.asciiValue ?? 0)
  }

  @Test("gives the bits of the standard library's parser", arguments: [1, 2] as [UInt64])
  func sameBits(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    for _ in 0..<5000 {
      let whole = Int(stream.bits() >> UInt64(4 + stream.index(below: 58)))
      let decimals = stream.index(below: 8)
      let tail = (0..<decimals).map { _ in "\(stream.index(below: 10))" }.joined()
      let sign = stream.index(below: 2) == 0 ? "-" : ""
      let exponent = stream.index(below: 4) == 0 ? "e\(stream.index(below: 30) - 15)" : ""
      let text = "\(sign)\(whole).\(tail)\(exponent)"
      #expect(
        Self.value(text)?.bitPattern == Double(text)?.bitPattern,
        "\(text)")
    }
  }

  @Test(
    "reads the spellings of numbers",
    arguments: [
      ("0", 0), ("-0.5", -0.5), (".5", 0.5), ("5.", 5), ("+3", 3), ("1e3", 1000),
      ("123456789012345678", 123_456_789_012_345_680), ("0.1", 0.1),
    ])
  func spellings(text: String, expected: Double) {
    #expect(Self.value(text) == expected)
  }

  @Test(
    "refuses what is no finite decimal number",
    arguments: ["", "-", ".", "?", "1,5", "1 2", "nan", "inf", "0x10", "1e999", "--1", "1.2.3"])
  func refused(text: String) {
    #expect(Self.value(text) == nil)
  }
}
