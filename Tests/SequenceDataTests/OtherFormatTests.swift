import Core
import DataStore
import Testing

@testable import SequenceData

@Suite("Formats of series besides .ts")
struct OtherFormatTests {
  private static let ucr = "  format: ucr-text\n  length: 3\n  shortest: 2\n  normalization: none\n"

  @Test(
    "reads the text files of the UCR archive",
    arguments: [
      ("up\t1\t2\t3\n-1\t4.5\tNaN\tNaN\n", ""),
      ("up,1,2,3\n-1,4.5,NaN,NaN", "  separator: comma\n"),
      ("  up   1.0e0  2\t 3 \r\n\r\n -1   4.5 ? nan\r\n", "  separator: blanks\n"),
    ])
  func ucrText(text: String, separator: String) throws {
    let file = { SeriesLibrary.File(path: $0, role: $1, bytes: Array(text.utf8)) }
    let decoded = try SeriesLibrary.load(
      [file("a_TRAIN", "train"), file("a_TEST", "test")], decoder: Self.ucr + separator,
      counts: "{train: [1, 1], test: [1, 1]}")
    #expect(decoded.test.labels == [0, 1])
    #expect(decoded.train.lengths == [3, 3])
    #expect(decoded.train.values[..<4] == [1, 2, 3, 4.5])
    #expect(decoded.train.values[4...].allSatisfy { $0.isNaN })
  }

  @Test("takes missing values at the end as the end, if told so")
  func filledEnds() throws {
    let settings = UCRTextDecoder.Settings(
      layout: SeriesLayout(channels: 1, length: 4, shortest: 2), separator: .comma,
      hasFilledEnds: true)
    let text = "up,1,NaN,3,NaN\ndown,1,2,NaN,NaN"
    let part = try SeriesFixture.part(Array(text.utf8), settings.layout, count: 2) {
      try UCRTextDecoder.read($0, settings, into: &$1)
    }
    #expect(part.lengths == [3, 2])
    #expect(part.values[1].isNaN)
    #expect(part.values[4...] == [1, 2, 0, 0])
    let failure = SeriesFixture.failure {
      try SeriesFixture.part(Array("up,1,NaN,NaN,NaN".utf8), settings.layout, count: 1) {
        try UCRTextDecoder.read($0, settings, into: &$1)
      }
    }
    #expect(failure.hasPrefix("a.ts:1: channel 1 has 1 value; expected 2 to 4;"))
  }

  private static let symbols = """
      format: symbols
      fields: [class, ignored, sequence]
      symbols: [a, c]
      missing: [n]
      length: 4
      normalization: none

    """

  @Test("makes a channel of each symbol and splits one file")
  func symbols() throws {
    let text = "up,S10,\t\tacna\ndown, x ,cccc\nup,z,aaaa\n-,w,caca\n"
    let decoded = try SeriesLibrary.load(
      [SeriesLibrary.File(path: "a.data", role: "data", bytes: Array(text.utf8))],
      decoder: Self.symbols, counts: "{train: [1, 1], test: [1, 1]}",
      splits: "{algorithm: stratified, testFraction: 0.5, seed: 1}")
    let all = decoded.train.values + decoded.test.values
    let rows = stride(from: 0, to: all.count, by: 8).map { Array(all[$0..<$0 + 8]) }
    #expect(rows.contains([1, 0, 0, 1, 0, 1, 0, 0]))
    #expect(rows.contains([0, 0, 0, 0, 1, 1, 1, 1]))
    #expect(rows.contains([0, 1, 0, 1, 1, 0, 1, 0]))
    #expect(decoded.shape == .series(channels: 2, length: 4))
    #expect(decoded.train.labels.sorted() == [0, 1])
  }

  @Test(
    "reports a bad line of symbols",
    arguments: [
      (
        "up,x,acga",
        ":1: letter 3 is \"g\"; expected one of a, c; correct decoder.symbols or "
          + "missing in the manifest or get the right file"
      ),
      (
        "up,acca",
        ":1: has 2 fields; expected 3; correct decoder.fields or separator in the "
          + "manifest or get the right file"
      ),
      (
        "up,x,acc",
        ":1: channel 1 has 3 values; expected 4; correct decoder.length or shortest in "
          + "the manifest or get the right file"
      ),
      (
        "up,x,",
        ":1: channel 1 has 0 values; expected 4; correct decoder.length or shortest in the "
          + "manifest or get the right file"
      ),
      (
        "", ": has 0 series; expected 2; correct counts in the manifest or get the right file"
      ),
    ])
  func badSymbols(text: String, expected: String) {
    let failure = SeriesFixture.failure {
      try SeriesLibrary.load(
        [SeriesLibrary.File(path: "a.data", role: "data", bytes: Array(text.utf8))],
        decoder: Self.symbols, counts: "{train: [1, 0], test: [1, 0]}",
        splits: "{algorithm: stratified, testFraction: 0.5, seed: 1}")
    }
    #expect(failure.hasSuffix("/mirror/toy/a.data" + expected))
  }

  @Test("reports mistakes in the settings with lines")
  func settings() {
    let failure = SeriesFixture.failure {
      try SeriesLibrary.load(
        [SeriesLibrary.File(path: "a.data", role: "data", bytes: [])],
        decoder: "  format: symbols\n  fields: [class, name]\n  symbols: [a, bc]\n  length: 0\n"
          + "  normalization: per-serie",
        counts: "{train: [1, 0], test: [1, 0]}",
        splits: "{algorithm: stratified, testFraction: 0.5, seed: 1}")
    }
    let lines = failure.split(separator: "\n").map { $0.drop { $0 != ":" } }
    #expect(
      lines == [
        ":19: decoder.fields is a list; expected class once, sequence once and ignored for all "
          + "others",
        ":20: decoder.symbols is a list; expected different single ASCII characters",
        ":21: decoder.length is \"0\"; expected a whole number from 1 to 16777216",
        ":22: unknown decoder.normalization \"per-serie\"; did you mean \"per-series\"?",
      ])
  }
}
