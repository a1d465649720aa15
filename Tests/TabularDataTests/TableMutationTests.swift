import Archives
import Core
import DataStore
import TestSupport
import Testing

@testable import TabularData

@Suite("Mutation of tables")
struct TableMutationTests {
  private static let columns = """
    columns: [{name: n, kind: numeric}, {name: w, kind: categorical},
      {name: o, kind: ordered, levels: [low, high]}, {name: x, kind: ignored}, {name: c, kind: class}]
    """

  private static let dialects = [
    "missing: [\"?\"]",
    "quote: '\"'\nheader: yes\nmissing: [\"?\", \"-1\"]\nquotedMissing: yes",
    "separator: \";\"\ndecimal: \",\"\nquote: \"'\"\nskipLines: 1",
    "separator: blanks\ncomment: \"|\"\nquote: '\"'",
    "separator: tab\ncomment: \"#\"",
  ]

  private static let tables: [[UInt8]] = [
    "1,a,low,x,yes\n2.5,b,high,x,no\n?,?,?,,yes\n",
    "n,w,o,x,c\r\n\"1\",\"a,\"\"b\",low,\"two\r\nlines\",yes\r\n-1,?,high,,no\r\n",
    "skipped\n1,5;'a;b';low;x;yes\n-0,25e3;b;high;y;no\n",
    "| note\n 1  a low   x yes\n\"2\" \"b c\" high y no  \n",
    "1e300\ta\tlow\tx\tyes\n\n3\tb\thigh\tx\tno",
  ].map { Array($0.utf8) }

  private static let words = [
    "\"", "\"\"", "'", ",", ";", "\t", " ", "\n", "\r\n", "\r", "|", "?", "-1", "1e999", "-", ".",
    "nan", "0x1p3", "99999999999999999999", "é", "low", "yes", "\n\n\n",
    String(repeating: "7", count: 500), String(repeating: ",", count: 300),
  ]

  /// What reading comes to, as text.
  private static func outcome(
    _ input: [UInt8], _ settings: TableSettings, pieceBytes: Int
  ) throws -> String {
    var builder = TableBuilder(
      settings, classes: [ClassName("yes", spellings: ["Y"]), ClassName("no")])
    var reader = CSVReader(
      MemorySource(path: "m.csv", bytes: input), dialect: settings.dialect, pieceBytes: pieceBytes)
    do {
      try builder.add(&reader)
      return "\(builder.finishedColumns()) \(builder.labels)"
    } catch let error as TabularDataError {
      #expect(reader.text.count <= CSVReader<MemorySource>.rowLimit + pieceBytes)
      return error.description
    }
  }

  @Test(
    "a changed table is read, or refused with an error, alike in pieces of any size",
    .timeLimit(.minutes(30)), arguments: dialects.indices)
  func tables(dialect: Int) throws {
    let value = try YAMLValue.parse(Self.dialects[dialect] + "\n" + Self.columns)
    var mistakes: [YAMLMistake] = []
    var fields = try #require(YAMLFields(value, subject: "decoder", &mistakes))
    let settings = try #require(TableSettings(&fields, &mistakes))
    let seed = UInt64(dialect + 1)
    var mutation = Mutation(of: Self.tables, words: Self.words, seed: seed)
    for input in 0..<Mutation.inputs {
      let bytes = mutation.next()
      let whole = try Self.outcome(bytes, settings, pieceBytes: 1 << 12)
      let pieces = try Self.outcome(
        bytes, settings, pieceBytes: 1 + mutation.number(below: 9))
      // An expectation for each input would be most of the time.
      if whole != pieces { Issue.record("seed \(seed), input \(input): \(whole) / \(pieces)") }
    }
  }
}
