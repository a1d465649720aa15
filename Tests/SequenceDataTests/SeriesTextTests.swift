import Core
import Testing

@testable import SequenceData

@Suite("SeriesText")
struct SeriesTextTests {
  private static func number(_ text: String) throws -> Double? {
    let source = try SeriesText(path: "a", bytes: Array(text.utf8))
    return source.number(0..<source.bytes.count)
  }

  @Test("gives the bits of the standard library's parser", arguments: [1, 2] as [UInt64])
  func sameBits(seed: UInt64) throws {
    var stream = RandomStream(seed: seed)
    for _ in 0..<5000 {
      let whole = Int(stream.bits() >> UInt64(4 + stream.index(below: 58)))
      let decimals = stream.index(below: 12)
      let tail = (0..<decimals).map { _ in "\(stream.index(below: 10))" }.joined()
      let sign = stream.index(below: 2) == 0 ? "-" : ""
      let power = stream.index(below: 60) - 30
      let exponents = [
        "", "e\(power)", "E\(power)", "e\(power < 0 ? "-" : "+")00\(abs(power) % 10)",
      ]
      let text = "\(sign)\(whole).\(tail)\(exponents[stream.index(below: 4)])"
      #expect(try Self.number(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test(
    "reads the spellings of numbers",
    arguments: [
      ("0", 0), ("-0.5", -0.5), (".5", 0.5), ("5.", 5), ("+3", 3), ("1e3", 1000),
      ("1.8085150e-004", 1.8085150e-4), ("123456789012345678", 123_456_789_012_345_680),
      ("8.6429E-4", 8.6429e-4), ("0.0000000000000000000000000000001", 1e-31),
    ])
  func spellings(text: String, expected: Double) throws {
    #expect(try Self.number(text) == expected)
  }

  @Test(
    "refuses what is no finite decimal number",
    arguments: [
      "", "-", ".", "?", "1,5", "1 2", "nan", "inf", "0x10", "1e999", "--1", "1.2.3", "e5", "1e",
      "1e+", "1e5000", "1e1.5",
    ])
  func refused(text: String) throws {
    #expect(try Self.number(text) == nil)
  }

  @Test("counts lines and trims them")
  func lines() throws {
    var text = try SeriesText(path: "a", bytes: Array("\u{feff}a\r\n\n \t b c\t\r\nd".utf8))
    var found: [String] = []
    while let line = text.nextLine() { found.append(text.text(line)) }
    #expect(found == ["a", "", "b c", "d"])
    #expect(text.line == 4)
  }

  @Test("cuts long and strange text short in messages")
  func quoted() throws {
    let text = try SeriesText(
      path: "a", bytes: Array(("\u{1b}[2J" + String(repeating: "x", count: 99)).utf8))
    let quoted = text.quoted(0..<text.bytes.count)
    #expect(quoted.hasPrefix("\"\\u{1B}[2Jx"))
    #expect(quoted.count < 60)
  }
}
