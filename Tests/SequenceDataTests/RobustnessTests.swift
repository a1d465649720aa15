import Core
import DataStore
import Foundation
import Testing

@testable import SequenceData

@Suite("Decoders of series on bad input")
struct RobustnessTests {
  /// A small file of a format and the function that reads it.
  struct Subject: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    let read: @Sendable ([UInt8]) throws -> DecodedSeries.Part
    var testDescription: String { name }
  }

  static let subjects = [
    Subject(
      name: "ts",
      text: """
        # toy
        @problemName Toy
        @timeStamps false
        @missing true
        @univariate false
        @dimensions 2
        @equalLength false
        @classLabel true up down
        @data
        1,2.5,?:3,4,5:up
        -1e-3,2:3,4:down

        """
    ) { bytes in
      let layout = SeriesLayout(channels: 2, length: 3, shortest: 2)
      return try SeriesFixture.part(bytes, layout, count: 2) {
        try TSFile.read($0, layout: layout, classes: SeriesFixture.classes, into: &$1)
      }
    },
    Subject(name: "ucr-text", text: "up\t1\t2.5\tNaN\n-1\t-1e-3\t2\t3\n") { bytes in
      let settings = UCRTextDecoder.Settings(
        layout: SeriesLayout(channels: 1, length: 3, shortest: 1), separator: .tab,
        hasFilledEnds: true)
      return try SeriesFixture.part(bytes, settings.layout, count: 2) {
        try UCRTextDecoder.read($0, settings, into: &$1)
      }
    },
    Subject(name: "symbols", text: "up,x,acgt\n-1,y,\ttgca\n") { bytes in
      let fields: YAMLValue = [
        "fields": ["class", "ignored", "sequence"], "symbols": ["a", "c", "g", "t"],
        "length": "4", "normalization": "none",
      ]
      let settings = try DecoderChoice(format: "symbols", settings: fields).settings {
        SymbolsDecoder.Settings(&$0, &$1)
      }
      return try SeriesFixture.part(bytes, settings.layout, count: 2) {
        try SymbolsDecoder.read($0, settings, into: &$1)
      }
    },
    Subject(name: "channel-files", text: "  1.0000000e+000  2 3\n 4 5 6\n") { bytes in
      let settings = ChannelFilesDecoder.Settings(
        layout: SeriesLayout(channels: 1, length: 3), channels: ["x"])
      var part = ChannelPart("train", settings, classes: SeriesFixture.classes, count: 2)
      try part.addLabels(try SeriesText(path: "y", bytes: Array("up\ndown\n".utf8)))
      try part.addChannel(try SeriesText(path: "a.ts", bytes: bytes), file: "x_train.txt")
      return try part.finished(dataset: "toy")
    },
  ]

  /// Whether reading ends in a part or in one line of our own errors.
  private static func isCivil(_ subject: Subject, _ bytes: [UInt8]) -> Bool {
    do {
      let part = try subject.read(bytes)
      return part.labels.count == 2
    } catch let error as SequenceDataError {
      let line = error.description
      return !line.contains("\n") && !line.contains("\0") && line.contains("; expected")
        || line.contains("unknown")
    } catch {
      return false
    }
  }

  @Test("read their file", arguments: subjects)
  func intact(subject: Subject) throws {
    #expect(try subject.read(Array(subject.text.utf8)).labels == [0, 1])
  }

  @Test(
    "refuse an empty file and one cut within the header or the first series", arguments: subjects)
  func truncated(subject: Subject) throws {
    let bytes = Array(subject.text.utf8)
    // Cutting the last line's end, or digits of its last number, leaves a file that reads well.
    let lastLine = try #require(bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")))
    for count in 0...bytes.count {
      #expect(Self.isCivil(subject, Array(bytes[..<count])), "cut after \(count) bytes")
      if count <= lastLine {
        #expect(throws: SequenceDataError.self, "cut after \(count) bytes") {
          try subject.read(Array(bytes[..<count]))
        }
      }
    }
  }

  @Test("refuse a zero byte anywhere", arguments: subjects)
  func zeroBytes(subject: Subject) {
    let bytes = Array(subject.text.utf8)
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] = 0
      #expect(throws: SequenceDataError.self, "byte \(place)") { try subject.read(damaged) }
    }
  }

  @Test("survive any bytes", arguments: subjects, [1, 2] as [UInt64])
  func mutations(subject: Subject, seed: UInt64) {
    let bytes = Array(subject.text.utf8)
    var stream = RandomStream(seed: seed)
    let alphabet = Array(",:\t\n\r @?eE+-.0123456789()naNupdown\u{ff}".utf8)
    for trial in 0..<2000 {
      var damaged = bytes
      for _ in 0...stream.index(below: 4) {
        let place = stream.index(below: damaged.count)
        switch stream.index(below: 3) {
        case 0: damaged[place] = alphabet[stream.index(below: alphabet.count)]
        case 1: damaged.remove(at: place)
        default: damaged.insert(alphabet[stream.index(below: alphabet.count)], at: place)
        }
      }
      #expect(Self.isCivil(subject, damaged), "seed \(seed), trial \(trial)")
    }
  }

  @Test("refuse sizes that overflow before they take memory")
  func overflowing() throws {
    let layout = SeriesLayout(channels: 4096, length: 1 << 24)
    #expect(
      throws: SequenceDataError.tooLarge(
        path: "toy", count: .max, channels: 4096, length: 1 << 24, limit: 1 << 31)
    ) {
      try layout.count([.max, .max], dataset: "toy")
    }
    #expect(
      SequenceDataError.tooLarge(path: "toy", count: 5, channels: 2, length: 3, limit: 1)
        .description
        == "toy: 5 series of 2 × 3 values are described; expected at most 1 values; "
        + "correct counts or decoder in the manifest")
    // A short file of a huge layout costs what the file costs.
    var builder = SeriesBuilder(
      SeriesLayout(channels: 1, length: 1 << 24), classes: SeriesFixture.classes, count: 1 << 7)
    builder.reserve(forBytes: 100)
    let settings = ChannelFilesDecoder.Settings(
      layout: SeriesLayout(channels: 1, length: 1 << 24), channels: ["x"])
    var part = ChannelPart("train", settings, classes: SeriesFixture.classes, count: 1 << 7)
    let text = try SeriesText(path: "a", bytes: Array("1 2 3\n".utf8))
    #expect(
      throws: SequenceDataError.wrongLength(
        path: "a", line: 1, channel: 1, found: 3, expected: 1 << 24...1 << 24)
    ) {
      try part.addChannel(text, file: "x_train.txt")
    }
  }
}
