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
    var cursor = WordCursor(lowercases: lowercases)
    let bytes = Array(text.utf8)
    var words: [String] = []
    while cursor.next(in: bytes.span) { words.append(String(decoding: cursor.word, as: UTF8.self)) }
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

  @Test("starts anew with another text")
  func restarts() {
    var cursor = WordCursor(lowercases: true)
    let (first, second) = (Array("one two".utf8), Array("one".utf8))
    let found = cursor.next(in: first.span)
    #expect(found)
    let hash = cursor.hash
    cursor.restart()
    let foundAgain = cursor.next(in: second.span)
    #expect(foundAgain)
    #expect(cursor.hash == hash)
    let foundMore = cursor.next(in: second.span)
    #expect(!foundMore)
  }
}

@Suite("Word table")
struct WordTableTests {
  @Test("numbers words in the order met, also when their hashes collide and the table grows")
  func numbers() {
    var table = WordTable()
    let words = (0..<10_000).map { Array("w\($0)".utf8) }
    for (number, word) in words.enumerated() {
      let found = table.number(of: word, hash: UInt64(number % 97))
      #expect(found == number)
    }
    for (number, word) in words.enumerated() where number % 500 == 0 {
      let found = table.number(of: word, hash: UInt64(number % 97))
      #expect(found == number)
      #expect(Array(table.word(number)) == word)
    }
    #expect(table.count == 10_000)
  }
}
