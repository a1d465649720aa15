import DataStore
import Testing

@testable import Experiments

/// Tables as people and their programs write them.
@Suite("Drafts of tables")
struct TableDraftTests {
  private static func draft(
    _ bytes: [UInt8], _ hints: DraftHints = DraftHints()
  ) throws -> Drafted {
    try Drafted([("trial.csv", bytes)], hints)
  }

  private static func draft(
    _ text: String, _ hints: DraftHints = DraftHints()
  ) throws -> Drafted {
    try draft(Array(text.utf8), hints)
  }

  /// Twelve rows of a number from 1 on, a length, a colour and a class.
  private static func rows(_ row: (_ number: Int, _ sort: String) -> String) -> String {
    (0..<12).map { row($0 + 1, $0 % 2 == 0 ? "a" : "b") + "\n" }.joined()
  }

  private static let plain = rows { "\($0),\($0 * $0 % 7).5,red,\($1)" }

  /// The file and line are that of the draft's own read; `expected` is what the message ends with.
  private static func refusal(_ bytes: [UInt8], _ hints: DraftHints = DraftHints()) -> String {
    do {
      return try "drafted: " + draft(bytes, hints).text
    } catch {
      return "\(error)".replacing(#/^.*trial.csv/#, with: "trial.csv")
    }
  }

  @Test("a byte order mark is no part of the first name or cell")
  func byteOrderMark() throws {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let named = try Self.draft(mark + Array(("n,length,colour,sort\n" + Self.plain).utf8))
    #expect(named.has("    - {name: n, kind: ignored}"))
    let bare = Self.rows { "\($0 * $0 % 11),\($0 * $0 % 7).5,red,\($1)" }
    let unnamed = try Self.draft(mark + Array(bare.utf8))
    #expect(unnamed.has("    - {name: column-1, kind: numeric}"))
    #expect(
      unnamed.loaded.decoded.digest == (try Self.draft(bare)).loaded.decoded.digest)
  }

  @Test("decimals after a comma are found, whichever separator stands beside them")
  func decimalComma() throws {
    for separator in [";", "\t", "|"] {
      let text =
        ["width", "length", "depth", "sort"].joined(separator: separator) + "\n"
        + Self.rows { number, sort in
          ["\(number),5", "-0,\(number)1", "7", sort].joined(separator: separator)
        }
      let drafted = try Self.draft(text)
      #expect(drafted.has("  decimal: \",\""), "separator \(separator)")
      for name in ["width", "length", "depth"] {
        #expect(drafted.has("    - {name: \(name), kind: numeric}"), "separator \(separator)")
      }
    }
  }

  @Test("a comma that may stand between thousands is told, not taken for a decimal mark")
  func thousands() throws {
    let text = "people;length;sort\n" + Self.rows { "1,\($0 + 100);\($0 % 5).5;\($1)" }
    let drafted = try Self.draft(text)
    #expect(!drafted.text.contains("decimal:"))
    #expect(drafted.has("    - {name: people, kind: categorical}"))
  }

  @Test("line ends, separators and doubled quotes within quotes belong to a cell")
  func quotedLines() throws {
    let text =
      "\"height\",\"remark\",\"sort\"\n"
      + Self.rows { "\($0 % 5).25,\"one; \"\"two\"\",\nthree\",\"\($1)\"" }
    let drafted = try Self.draft(text, DraftHints(domain: .tables))
    #expect(drafted.has("  quote: \"\\\"\"") && drafted.has("  header: yes"))
    #expect(drafted.has("    - {name: height, kind: numeric}"))
    #expect(drafted.loaded.decoded.trainLabels.count == 8)
  }

  @Test("single quotes around all words are quotes, an apostrophe is not")
  func singleQuotes() throws {
    let quoted = try Self.draft("h,c,sort\n" + Self.rows { "\($0 % 5).5,'red','\($1)'" })
    #expect(quoted.has("  quote: \"'\"") && quoted.loaded.manifest.classNames == ["a", "b"])
    let plain = try Self.draft("h,c,sort\n" + Self.rows { "\($0 % 5).5,it's,\($1)" })
    #expect(!plain.text.contains("quote:"))
  }

  @Test("missing cells in quotes are missing cells")
  func quotedMissing() throws {
    let text = "h,c,sort\n" + Self.rows { "\"\($0 % 3 == 0 ? "" : "\($0 % 5).5")\",red,\"\($1)\"" }
    let drafted = try Self.draft(text)
    #expect(drafted.has("  quotedMissing: yes") && drafted.has("    - {name: h, kind: numeric}"))
  }

  @Test("the words that pandas takes for missing are taken for it")
  func missingWords() throws {
    let words = ["None", "n/a", "#N/A", "<NA>", "null", "-nan"]
    let text =
      "h,w,sort\n" + Self.rows { "\($0 <= 6 ? words[$0 - 1] : "\($0).5"),\($0 % 5).5,\($1)" }
    let drafted = try Self.draft(text)
    #expect(drafted.has("    - {name: h, kind: numeric}"))
  }

  @Test("a column that numbers the rows is no feature, and its author is told")
  func rowNumbers() throws {
    let counted = try Self.draft(",length,colour,sort\n" + Self.plain)
    #expect(counted.has("    - {name: column-1, kind: ignored}"))
    #expect(counted.has("# - column \"column-1\" numbers the rows: ignored"))
    let shuffled = try Self.draft(
      "ID,length,sort\n" + Self.rows { "\($0 * 7 % 13),\($0 % 5).5,\($1)" })
    #expect(shuffled.has("    - {name: ID, kind: ignored}"))
    let year = try Self.draft(
      "year,length,sort\n" + Self.rows { "\(2000 + $0 * 7 % 13),\($0 % 5).5,\($1)" })
    #expect(year.has("    - {name: year, kind: numeric}"))
  }

  @Test("what is guessed or left out is written at the top")
  func remarks() throws {
    let text =
      "when,width,empty,high,sort\n"
      + (0..<60).map { number in
        "2024-01-\(number)x,\(number == 3 ? "wide" : "\(number).5"),,\(number),\(number % 2)\n"
      }.joined()
      + "2024-01-60x,1.5,,7,2\n2024-01-61x,1.5,,8,2\n"
    let drafted = try Self.draft(text)
    for line in [
      "# - class: column \"sort\", by its place; another is named with --class",
      "# - column \"when\" has 62 different words, such as \"2024-01-0x\": ignored",
      "# - column \"width\": 61 of 62 cells are numbers, others are words such as \"wide\"; if they "
        + "stand for \"not known\", list them under missing and write numeric",
      "# - column \"empty\" is empty: ignored",
    ] {
      #expect(drafted.has(line), "\(line)")
    }
    let rare =
      "h,class\n" + (0..<20).map { "\($0 % 7).5,\($0 == 3 ? "rare" : "common")\n" }.joined()
    #expect(try Self.draft(rare).has("# - class \"rare\" has no test example"))
  }

  @Test("lines before the table are passed over")
  func title() throws {
    let text = "Table of flowers\nmade by hand, in 2020\n\nn,length,colour,sort\n" + Self.plain
    let drafted = try Self.draft(text)
    #expect(drafted.has("  skipLines: 3") && drafted.has("  header: yes"))
    #expect(drafted.loaded.decoded.trainLabels.count == 8)
    let excel = try Self.draft("sep=;\nwidth;length;sort\n" + Self.rows { "\($0).5;7;\($1)" })
    #expect(excel.has("  skipLines: 1") && excel.has("    - {name: width, kind: numeric}"))
  }

  @Test("the class is a column of words that repeat: the last, or else the first")
  func classColumn() throws {
    let first = try Self.draft(
      "sort,x,y1\n" + Self.rows { "\($1),\($0 * $0 % 7).5,\($0).25" })
    #expect(first.loaded.manifest.classNames == ["a", "b"])
    let remarks = try Self.draft(
      "x,y1,sort,note\n"
        + (0..<60).map { "\($0).5,\($0 * $0 % 7),\($0 % 2),no \($0 % 25)\n" }.joined())
    #expect(remarks.loaded.manifest.classNames == ["0", "1"])
    let trailing = try Self.draft("x,sort,\n" + Self.rows { "\($0).5,\($1)," })
    #expect(trailing.loaded.manifest.classNames == ["a", "b"])
    #expect(trailing.has("    - {name: column-3, kind: ignored}"))
  }

  @Test("infinite values are no numbers, as for the decoder")
  func infinity() throws {
    let text = "h,w,sort\n" + Self.rows { "\($0 == 2 ? "inf" : "\($0).5"),\($0).5,\($1)" }
    let drafted = try Self.draft(text)
    #expect(drafted.text.contains("others are words such as \"inf\""))
  }

  @Test("names and classes of any characters are read back from the manifest")
  func oddNames() throws {
    let long = String(repeating: "long ", count: 30) + "end"
    let text =
      "\"two\nlines\",\"tab\tand \"\"quote\"\" \\ here\",sort\n"
      + Self.rows { "\($0).5,\($0 % 5).5,\"\($1 == "a" ? long : "line\u{2028}end")\"" }
    let drafted = try Self.draft(text, DraftHints(domain: .tables))
    #expect(drafted.loaded.manifest.classNames == ["line\u{2028}end", long])
  }

  private static let refused: [(text: String, classColumn: String?, expected: String)] = [
    ("", nil, "trial.csv: is empty; expected examples; get an intact copy"),
    (
      "a,b\r1,x\r2,y\r", nil,
      "trial.csv: ends its lines with carriage returns alone; expected line feeds; convert it, such as with: tr '\\r' '\\n'"
    ),
    (
      "a,sort\n1,x\n2,\n3,y\n4,x\n5,y\n", "sort",
      "trial.csv: the class column \"sort\" is empty in 1 of 5 rows; expected a class in every row; remove these rows, or name another column with --class"
    ),
    (
      "a,a,sort\n1,2,x\n2,3,y\n", nil,
      "trial.csv: the header names \"a\" twice; expected different names; rename one of them in the file"
    ),
    (
      "when,sort\n" + (0..<60).map { "day \($0)x,\($0 % 2)\n" }.joined(), nil,
      "trial.csv: no column is left to learn from (class: column \"sort\", by its place; another is named with --class; column \"when\" has 60 different words, such as \"day 0x\": ignored); expected at least one of numbers or of words that repeat; correct the file, or say --domain"
    ),
    (
      "a,b\n1,1.5\n2,2.5\n3,3.5\n", nil,
      "trial.csv: found column b with 3 different words in 3 rows as class; expected a column of 2 to 1000 different words that repeat; name it with --class: a, b"
    ),
  ]

  @Test("what cannot be drafted is said with what to do", arguments: refused.indices)
  func refusals(index: Int) {
    let (text, classColumn, expected) = Self.refused[index]
    #expect(Self.refusal(Array(text.utf8), DraftHints(classColumn: classColumn)) == expected)
  }

  @Test("UTF-16 is named, with the command that converts it")
  func utf16() {
    let text: [UInt8] = [0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0, 0x0a, 0]
    let expected =
      "trial.csv: starts with the mark of UTF-16; expected UTF-8 or Latin-1; convert it, such as with: iconv -f UTF-16 -t UTF-8"
    #expect(Self.refusal(text) == expected)
  }
}
