import Foundation
import TestSupport
import Testing

@testable import TextData

/// Golden values: Python's `unicodedata`, printed by `Tests/Goldens/text_tokens.py`.
struct TextGoldens: Decodable {
  struct Words: Decodable {
    var text: String
    var lower: [String]
    var kept: [String]
  }
  struct Ids: Decodable {
    var vocabulary: Int
    var digest: String
  }
  var words: [Words]
  var sets: [String: Ids]

  static func read() throws -> TextGoldens {
    try JSONDecoder().decode(TextGoldens.self, from: try Repository.golden("text_tokens.json"))
  }
}

@Suite("Word cursor")
struct WordCursorTests {
  private func words(_ text: String, lowercases: Bool) -> [String] {
    let bytes = Array(text.utf8)
    var words: [String] = []
    WordCursor(lowercases: lowercases).forEach(in: bytes.span) { word in
      words.append(String(decoding: word.bytes, as: UTF8.self))
      return true
    }
    return words
  }

  @Test("finds the words that Python finds, lower-cased or not")
  func agreesWithPython() throws {
    let goldens = try TextGoldens.read()
    #expect(goldens.words.count > 10)
    for golden in goldens.words {
      // Arrays of bytes: strings would also be equal where an accent is composed otherwise.
      #expect(
        words(golden.text, lowercases: true).map { Array($0.utf8) }
          == golden.lower.map { Array($0.utf8) }, "\(golden.text.debugDescription)")
      #expect(
        words(golden.text, lowercases: false).map { Array($0.utf8) }
          == golden.kept.map { Array($0.utf8) }, "\(golden.text.debugDescription)")
    }
  }

  @Test("finds words of any length around the eight bytes of a number")
  func anyLength() {
    let lengths = Array(1...40)
    let text = lengths.map {
      String(repeating: "a\u{e9}", count: $0 / 2) + ($0 % 2 == 1 ? "z" : "")
    }
    #expect(words(text.joined(separator: ", "), lowercases: false) == text)
  }

  @Test("stops when it is told to")
  func stops() {
    let bytes = Array("one two three".utf8)
    var found: [[UInt8]] = []
    WordCursor(lowercases: true).forEach(in: bytes.span) { word in
      found.append(word.bytes)
      return found.count < 2
    }
    #expect(found == ["one", "two"].map { Array($0.utf8) })
  }
}

@Suite("Word table")
struct WordTableTests {
  /// Words of 1 to 30 bytes, many of which begin alike.
  private static let words = (0..<10_000).map { number in
    Array((String(repeating: "longer", count: number % 5) + "w\(number)").utf8)
  }

  @Test("numbers words in the order met, also when their hashes collide and the table grows")
  func numbers() {
    var table = WordTable()
    for pass in 0..<2 {
      for (number, word) in Self.words.enumerated() where pass == 0 || number % 50 == 0 {
        let found = table.number(of: PackedWord(word), hash: UInt64(number % 97) << 32)
        #expect(found == number)
      }
    }
    #expect(table.count == 10_000)
  }

  @Test("orders words by their bytes")
  func order() {
    var table = WordTable()
    var words =
      Self.words + ["longerlo", "longer", "l", "\u{10ffff}", "\u{ffff}"].map { Array($0.utf8) }
    words = words.filter { table.number(of: PackedWord($0)) == table.count - 1 }
    let sorted = words.indices.sorted { table.precedes($0, $1) }
    #expect(sorted == words.indices.sorted { words[$0].lexicographicallyPrecedes(words[$1]) })
  }
}

extension PackedWord {
  /// The bytes, unpacked.
  fileprivate var bytes: [UInt8] {
    let all = ([first] + rest).flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }
    return Array(all.prefix(byteCount))
  }
}
