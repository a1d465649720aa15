import DataStore
import Foundation
import Testing

@testable import SequenceData

@Suite("TSFile")
struct TSFileTests {
  private static let header = """
    # A comment with @data in it
    @problemName Toy
    @timeStamps false
    @univariate true

    @classLabel true up down
    @data

    """

  /// A header in which one line stands for another.
  private static func edited(_ line: String, for old: String) -> String {
    header.replacing(old, with: line) + "1,2,3:up\n4,5,6:down\n"
  }

  private static func failure(
    _ text: String, channels: Int = 1, length: Int = 3, shortest: Int? = nil, count: Int = 2
  ) -> String {
    SeriesFixture.failure {
      try SeriesFixture.ts(
        text, channels: channels, length: length, shortest: shortest, count: count)
    }
  }

  @Test("reads values, lengths and labels; pads with zeros")
  func reads() throws {
    let part = try SeriesFixture.ts(
      Self.header + "1,-2.5,3e-1:up\n\n 4 ,?: -1 \n", length: 3, shortest: 2)
    #expect(part.lengths == [3, 2])
    #expect(part.labels == [0, 1])
    #expect(part.values[..<4] == [1, -2.5, 0.3, 4])
    #expect(part.values[4].isNaN)
    #expect(part.values[5] == 0)
  }

  @Test("reads channels one after the other, with CR LF, a byte order mark and any letter case")
  func channels() throws {
    let text = """
      \u{feff}@PROBLEMNAME Toy
      @timestamps FALSE
      @univariate false
      @dimensions 2
      @equallength true
      @serieslength 2
      @missing true
      @classlabel true up down
      @DATA
      1,2:3,NaN:up
      5,6:7,8:down
      """.replacing("\n", with: "\r\n")
    let part = try SeriesFixture.ts(text, channels: 2, length: 2)
    #expect(part.values[..<3] == [1, 2, 3])
    #expect(part.values[3].isNaN)
    #expect(part.values[4...] == [5, 6, 7, 8])
    #expect(part.labels == [0, 1])
  }

  @Test(
    "refuses a header that contradicts the manifest",
    arguments: [
      (
        "@timeStamps true", "@timeStamps false",
        "a.ts:3: the values have time stamps; expected values at equal steps; resample the series "
          + "and leave the time stamps out"
      ),
      (
        "@univariate false", "@univariate true",
        "a.ts:4: @univariate is \"false\"; expected true for 1 channel; correct decoder or classes "
          + "in the manifest or get the right file"
      ),
      (
        "@univariate perhaps", "@univariate true",
        "a.ts:4: @univariate is \"perhaps\"; expected true or false; correct decoder or classes in "
          + "the manifest or get the right file"
      ),
      (
        "@classLabel true down up", "@classLabel true up down",
        "a.ts:6: @classLabel is \"true down up\"; expected true up down; correct decoder or classes "
          + "in the manifest or get the right file"
      ),
      (
        "@classLabel false", "@classLabel true up down",
        "a.ts:6: @classLabel is \"false\"; expected true up down; correct decoder or classes in the "
          + "manifest or get the right file"
      ),
      (
        "@seriesLength 4", "@univariate true",
        "a.ts:4: @seriesLength is \"4\"; expected 3; correct decoder or classes in the manifest or "
          + "get the right file"
      ),
      (
        "@seriesLength 99999999999999999999", "@univariate true",
        "a.ts:4: @seriesLength is \"99999999999999999999\"; expected a positive whole number; "
          + "correct decoder or classes in the manifest or get the right file"
      ),
      (
        "@dimensions -9223372036854775808", "@univariate true",
        "a.ts:4: @dimension is \"-9223372036854775808\"; expected a positive whole number; correct "
          + "decoder or classes in the manifest or get the right file"
      ),
      (
        "@dimensions 2", "@univariate true",
        "a.ts:4: @dimension is \"2\"; expected 1; correct decoder or classes in the manifest or get "
          + "the right file"
      ),
      (
        "@timeStamps false", "@univariate true",
        "a.ts:4: @timeStamps is there twice; expected it once; replace the file with an intact copy"
      ),
      (
        "@serieslenght 3", "@univariate true",
        "a.ts:4: unknown keyword \"@serieslenght\"; did you mean \"seriesLength\"?; replace the file "
          + "with an intact copy"
      ),
      (
        "1,2,3:up", "@univariate true",
        "a.ts:4: reads \"1,2,3:up\"; expected @, # or an empty line before @data; replace the file "
          + "with an intact copy"
      ),
      (
        "# no classes", "@classLabel true up down",
        "a.ts: has no @classLabel; expected it in the header; replace the file with an intact copy"
      ),
      (
        "\n# no data", "\n@data",
        "a.ts:8: reads \"1,2,3:up\"; expected @, # or an empty line before @data; replace the file "
          + "with an intact copy"
      ),
    ])
  func badHeader(line: String, old: String, expected: String) {
    #expect(Self.failure(Self.edited(line, for: old)) == expected)
  }

  @Test(
    "reports a bad series in one line",
    arguments: [
      (
        "1,2,3:up\n1,x,3:up\n",
        "a.ts:9: value 2 of channel 1 is \"x\"; expected a finite number; replace the file with an "
          + "intact copy"
      ),
      (
        "1,,3:up\n",
        "a.ts:8: value 2 of channel 1 is \"\"; expected a finite number; replace the file with an "
          + "intact copy"
      ),
      (
        "1,1e39,3:up\n",
        "a.ts:8: value 2 of channel 1 is \"1e39\"; expected a finite number; replace the file with "
          + "an intact copy"
      ),
      (
        "1,2:up\n",
        "a.ts:8: channel 1 has 2 values; expected 3; correct decoder.length or shortest in the "
          + "manifest or get the right file"
      ),
      (
        "1,2,3,4,5:up\n",
        "a.ts:8: channel 1 has 5 values; expected 3; correct decoder.length or shortest in the "
          + "manifest or get the right file"
      ),
      (
        "1,2,3:1,2,3:up\n",
        "a.ts:8: has 2 channels; expected 1; correct decoder.channels in the manifest or get the "
          + "right file"
      ),
      (
        "1,2,3\n",
        "a.ts:8: has 0 channels; expected 1; correct decoder.channels in the manifest or get the "
          + "right file"
      ),
      (
        "(0,1),(1,2),(2,3):up\n",
        "a.ts:8: the values have time stamps; expected values at equal steps; resample the series "
          + "and leave the time stamps out"
      ),
      (
        "1,2,3:upp\n",
        "a.ts:8: unknown class \"upp\"; did you mean \"up\"?; list spellings under classes in the "
          + "manifest"
      ),
      (
        "1,2,3:up\n1,2,3:up\n1,2,3:up\n",
        "a.ts:10: one more series than expected; expected 2; correct counts in the manifest or get "
          + "the right file"
      ),
      (
        "1,2,3:up\n",
        "a.ts: has 1 series; expected 2; correct counts in the manifest or get the right file"
      ),
      (
        "1,\u{0},3:up\n",
        "a.ts:8: holds a zero byte; expected text; replace the file with an intact copy"
      ),
    ])
  func badSeries(text: String, expected: String) {
    #expect(Self.failure(Self.header + text) == expected)
  }

  @Test("holds a file to what its own header says")
  func ownHeader() {
    let equal = Self.edited("@equalLength true", for: "@univariate true")
    #expect(
      Self.failure(equal.replacing("4,5,6:", with: "4,5:"), shortest: 1)
        == "a.ts:9: channel 1 has 2 values; expected 3; correct decoder.length or shortest in the "
        + "manifest or get the right file")
    let complete = Self.edited("@missing false", for: "@univariate true")
    #expect(
      Self.failure(complete.replacing("4,5,6:", with: "4,?,6:"))
        == "a.ts:9: value 2 of channel 1 is missing; expected none, as @missing is false; replace "
        + "the file with an intact copy")
    let channels = "@univariate false\n@classLabel true up down\n@data\n1,2:3:up\n"
    #expect(
      Self.failure(channels, channels: 2, length: 2, shortest: 1, count: 1)
        == "a.ts:4: channel 2 has 1 value; expected 2 as in channel 1; replace the file with an "
        + "intact copy")
  }

  @Test("reads back what it writes")
  func roundTrip() throws {
    let series = [
      TSFile.Series(channels: [["1.5", nil], ["-2", "0"]], label: "up"),
      TSFile.Series(channels: [["3"], ["4"]], label: "down"),
    ]
    let bytes = TSFile.bytes(name: "Toy", classes: ["up", "down"], series: series)
    let part = try SeriesFixture.ts(
      String(decoding: bytes, as: UTF8.self), channels: 2, length: 2, shortest: 1)
    #expect(part.values.map { $0.isNaN ? 99 : $0 } == [1.5, 99, -2, 0, 3, 0, 4, 0])
    #expect(part.lengths == [2, 1])
    #expect(part.labels == [0, 1])
  }
}
