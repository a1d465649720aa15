import Archives
import Testing

@testable import TabularData

@Suite("CSVReader")
struct CSVReaderTests {
  private static func rows(
    _ text: String, separator: Character = ",", quote: Character? = "\"", comment: String = "",
    pieceBytes: Int = 1 << 18
  ) throws -> [[String]] {
    var dialect = CSVDialect()
    dialect.separator = separator.asciiValue ?? 0
    dialect.quote = quote?.asciiValue
    dialect.commentPrefix = Array(comment.utf8)
    var reader = CSVReader(
      MemorySource(path: "a.csv", bytes: Array(text.utf8)), dialect: dialect,
      pieceBytes: pieceBytes)
    var rows: [[String]] = []
    while try reader.next() {
      rows.append(reader.fields.indices.map { reader.string($0) ?? "not UTF-8" })
    }
    return rows
  }

  @Test(
    "splits lines and fields",
    arguments: [
      ("", []),
      ("\n\n", []),
      ("a", [["a"]]),
      ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
      ("a,b\r\nc,d\r\n\r\n", [["a", "b"], ["c", "d"]]),
      (" a , b c,\td\t\n\n  \ne, ,f", [["a", "b c", "d"], ["e", "", "f"]]),
      (",\n,,\n", [["", ""], ["", "", ""]]),
      ("\"a,b\", \"c\"\"d\" ,e\n", [["a,b", "c\"d", "e"]]),
      ("\" a \",\"\"\n", [[" a ", ""]]),
      ("\"two\nlines\",b\nc,d", [["two\nlines", "b"], ["c", "d"]]),
      ("a\"b,c\"\n", [["a\"b", "c\""]]),
      ("é,😀\n", [["é", "😀"]]),
      ("\u{feff}a,\"b\"\n\u{feff}c,d\n", [["a", "b"], ["\u{feff}c", "d"]]),
      ("\u{feff}\"a\",b\n", [["a", "b"]]),
      ("\u{feff}", []),
    ])
  func splits(text: String, expected: [[String]]) throws {
    for piece in [1, 2, 3, 1 << 18] {
      #expect(try Self.rows(text, pieceBytes: piece) == expected, "pieces of \(piece)")
    }
  }

  @Test("takes another separator, no quote and comments")
  func dialects() throws {
    #expect(try Self.rows("a;b,c\n", separator: ";") == [["a", "b,c"]])
    #expect(try Self.rows("a\t\tb\n", separator: "\t") == [["a", "", "b"]])
    #expect(try Self.rows("\"a,b\"\n", quote: nil) == [["\"a", "b\""]])
    #expect(try Self.rows("|note, x\na,b\n", comment: "|") == [["a", "b"]])
  }

  @Test("counts lines, empty ones and those within quotes included")
  func lineNumbers() throws {
    var reader = CSVReader(
      MemorySource(path: "a", bytes: Array("a\n\nb\n".utf8)), dialect: CSVDialect())
    #expect(try reader.next())
    #expect(reader.line == 1)
    #expect(try reader.next())
    #expect(reader.line == 3)
  }

  @Test("refuses a quote that never closes and text after one that does")
  func brokenQuotes() {
    #expect(throws: TabularDataError.openQuote(path: "a.csv", line: 2)) {
      try Self.rows("a\n\"b,c\nd\n")
    }
    #expect(throws: TabularDataError.textAfterQuote(path: "a.csv", line: 1, field: 2)) {
      try Self.rows("a,\"b\"c\n")
    }
  }
}
