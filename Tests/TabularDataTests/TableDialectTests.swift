import Archives
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TabularData

@Suite("Table dialects")
struct TableDialectTests {
  /// Settings as a manifest would write them, with every mistake.
  private static func settings(_ yaml: String) throws -> (TableSettings?, mistakes: [String]) {
    let value = try YAMLValue.parse(yaml)
    var mistakes: [YAMLMistake] = []
    var fields = try #require(YAMLFields(value, subject: "decoder", &mistakes))
    let settings = TableSettings(&fields, &mistakes)
    fields.finish(&mistakes)
    return (settings, mistakes.map(\.text))
  }

  /// The columns and labels that a text decodes to; classes are `a` and `b`.
  private static func decoded(
    _ yaml: String, _ text: String
  ) throws -> (columns: [TableColumn], labels: [Int32]) {
    try decoded(yaml, Array(text.utf8), isLatin1: false)
  }

  private static func decoded(
    _ yaml: String, _ bytes: [UInt8], isLatin1: Bool
  ) throws -> (columns: [TableColumn], labels: [Int32]) {
    let settings = try #require(try settings(yaml).0)
    #expect((settings.encoding == .latin1) == isLatin1)
    var builder = TableBuilder(settings, classes: [ClassName("a"), ClassName("b")])
    let source = MemorySource(path: "t.csv", bytes: bytes)
    if isLatin1 {
      var reader = CSVReader(Latin1Source(source), dialect: settings.dialect)
      try builder.add(&reader)
    } else {
      var reader = CSVReader(source, dialect: settings.dialect)
      try builder.add(&reader)
    }
    return (builder.finishedColumns(), builder.labels)
  }

  private struct Golden: Decodable {
    struct Case: Decodable {
      let name: String
      let settings: String
      let text: String
      let encoding: String
      let numbers: [Float?]
      let words: [String?]
      let labels: [Int32]
    }
    let cases: [Case]
  }

  @Test("every dialect gives the cells that pandas finds")
  func golden() throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("table_dialects.json"))
    #expect(golden.cases.count == 16)
    for item in golden.cases {
      let isLatin1 = item.encoding == "latin-1"
      let bytes =
        isLatin1 ? item.text.unicodeScalars.map { UInt8($0.value) } : Array(item.text.utf8)
      let found = try Self.decoded(item.settings, bytes, isLatin1: isLatin1)
      #expect(found.labels == item.labels, "\(item.name)")
      #expect(found.columns.count == 2, "\(item.name)")
      for column in found.columns {
        switch column {
        case .numeric(_, let values):
          #expect(values.map { $0.isNaN ? nil : $0 } == item.numbers, "\(item.name)")
        case .categorical(_, let levels, let codes):
          #expect(codes.map { $0 < 0 ? nil : levels[Int($0)] } == item.words, "\(item.name)")
        case .ordered: Issue.record("\(item.name): no column is ordered")
        }
      }
    }
  }

  private static let number = "columns: [{name: n, kind: numeric}, {name: c, kind: class}]"

  @Test(
    "reads numbers, whatever surrounds them",
    arguments: [
      ("", "1.5,a\n-2,b\n"),
      ("separator: \";\"\ndecimal: \",\"", "1,5;a\r\n-2;b\r\n"),
      ("separator: tab", "1.5\ta\n-2\tb"),
      ("separator: blanks", "  1.5 \t a \n-2   b\n"),
      ("separator: blanks\nquote: \"'\"", "'1.5' 'a'\r\n -2 'b'  \r\n"),
      ("skipLines: 2", "one, two, three\n\n1.5,a\n-2,b\n"),
      ("skipLines: 1\nheader: yes", "\"unbalanced\nn,c\n1.5,a\n-2,b\n"),
      ("comment: \"%%\"", "%% n\n1.5,a\n%%\n-2,b\n%%"),
    ])
  func numbers(dialect: String, text: String) throws {
    let found = try Self.decoded("\(dialect)\n\(Self.number)", text)
    guard case .numeric("n", let values) = found.columns.first else {
      Issue.record("\(found.columns)")
      return
    }
    #expect(values == [1.5, -2])
    #expect(found.labels == [0, 1])
  }

  @Test("takes no other mark than the one named for a decimal mark")
  func decimalMark() {
    #expect(throws: TabularDataError.self) {
      try Self.decoded("separator: \";\"\ndecimal: \",\"\n\(Self.number)", "1.5;a\n")
    }
  }

  @Test("tells a quoted token from a missing cell unless told otherwise")
  func quotedMissing() throws {
    let columns = "columns: [{name: w, kind: categorical}, {name: c, kind: class}]"
    let text = "\"?\",a\n?,b\n"
    for (flag, levels, codes) in [("no", ["?"], [0, -1]), ("yes", [], [-1, -1])] {
      let found = try Self.decoded(
        "quote: '\"'\nmissing: [\"?\"]\nquotedMissing: \(flag)\n\(columns)", text)
      guard case .categorical(_, levels, let found) = found.columns[0] else {
        Issue.record("\(found.columns)")
        return
      }
      #expect(found == codes.map { Int32($0) })
    }
  }

  @Test("takes numbers for missing cells where the manifest lists them")
  func numericMissing() throws {
    let found = try Self.decoded("missing: [\"-999\"]\n\(Self.number)", "-999,a\n-999.0,b\n")
    guard case .numeric(_, let values) = found.columns[0] else { return }
    #expect(values[0].isNaN)
    #expect(values[1] == -999)
  }

  @Test("gives ordered words their ranks and refuses any other word")
  func ordered() throws {
    let yaml = """
      missing: ["?"]
      columns: [{name: o, kind: ordered, levels: [low, mid, high]}, {name: c, kind: class}]
      """
    let found = try Self.decoded(yaml, "high,a\nlow,b\n?,a\n")
    guard case .ordered("o", ["low", "mid", "high"], let codes) = found.columns[0] else {
      Issue.record("\(found.columns)")
      return
    }
    #expect(codes == [2, 0, -1])
    #expect(
      throws: TabularDataError.unknownLevel(
        path: "t.csv", line: 2, column: "o", found: "hihg", known: ["low", "mid", "high"])
    ) { try Self.decoded(yaml, "high,a\nhihg,b\n") }
    #expect(
      TabularDataError.unknownLevel(
        path: "t.csv", line: 2, column: "o", found: "hihg", known: ["low", "mid", "high"]
      ).description
        == "t.csv:2: column \"o\" holds \"hihg\"; did you mean \"high\"?; list the word under "
        + "levels or missing in the manifest")
  }

  @Test("finds the class column by name and by number", arguments: ["x2", "2"])
  func classColumn(key: String) throws {
    let found = try Self.decoded(
      "class: \(key)\ncolumns: [{name: x, count: 3, kind: numeric}]", "1,a,3\n4,b,6\n")
    #expect(found.labels == [0, 1])
    guard case .numeric("x1", [1, 4]) = found.columns[0],
      case .numeric("x3", [3, 6]) = found.columns[1]
    else {
      Issue.record("\(found.columns)")
      return
    }
  }

  @Test(
    "reports mistakes in its settings",
    arguments: [
      (
        "class: 4\ncolumns: [{name: x, count: 3, kind: numeric}]",
        "decoder.class is \"4\"; expected a column's name, or its number from 1 to 3"
      ),
      (
        "columns: [{name: x, count: 3, kind: numeric}]",
        "decoder.columns has 0 class and 3 feature columns; expected 1 class and at least 1 feature"
      ),
      (
        "class: x1\ncolumns: [{name: x, count: 2, kind: numeric}, {name: x1, kind: ignored}]",
        "column \"x1\" is listed twice"
      ),
      (
        "columns: [{name: o, kind: ordered, levels: [a, a]}, {name: c, kind: class}]",
        "decoder.columns[0].levels has 2 words, 1 of them different; expected at least 2, each "
          + "listed once"
      ),
      (
        "columns: [{name: o, kind: ordered}, {name: c, kind: class}]",
        "\"decoder.columns[0].levels\" is missing"
      ),
      (
        "decimal: \",\"\n\(number)",
        "decoder.decimal is \",\"; expected another character than the separator"
      ),
      (
        "separator: \"::\"\n\(number)",
        "decoder.separator is \"::\"; expected one character, or tab, or blanks"
      ),
      (
        "scaling: robst\n\(number)",
        "unknown decoder.scaling \"robst\"; did you mean \"robust\"?"
      ),
    ])
  func mistakes(yaml: String, expected: String) throws {
    #expect(try Self.settings(yaml).mistakes == [expected])
  }

  @Test("holds a row to its limit")
  func longRow() throws {
    let settings = try #require(try Self.settings("quote: '\"'\n\(Self.number)").0)
    let line = String(repeating: "x", count: 1 << 20) + "\n"
    let text = "1,a\n\"" + String(repeating: line, count: 6)
    var builder = TableBuilder(settings, classes: [ClassName("a"), ClassName("b")])
    var reader = CSVReader(
      MemorySource(path: "t.csv", bytes: Array(text.utf8)), dialect: settings.dialect)
    #expect(
      throws: TabularDataError.longRow(path: "t.csv", line: 2, limit: 1 << 22)
    ) { try builder.add(&reader) }
    #expect(
      TabularDataError.longRow(path: "t.csv", line: 2, limit: 9).description
        == "t.csv:2: a row starts here that is longer than 9 bytes; expected line ends; "
        + "correct quote in the manifest or get the right file")
  }
}
