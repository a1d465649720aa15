import Foundation
import Records
import TestSupport
import Testing

@testable import Reports

/// What the reference packages write, made by `Tests/Goldens/tensorboard_events.py`.
private struct TensorBoardGoldens: Decodable {
  struct Checksum: Decodable {
    let length: Int
    let crc32c, masked: UInt32
  }

  let checksums: [Checksum]
  let file: Data

  static func load() throws -> TensorBoardGoldens {
    try JSONDecoder().decode(
      TensorBoardGoldens.self, from: try Repository.golden("tensorboard_events.json"))
  }
}

@Suite struct TensorBoardTests {
  @Test("checksums are those of the crc32c and tensorboard packages")
  func checksums() throws {
    let cases = try TensorBoardGoldens.load().checksums
    #expect(cases.count == 11)
    for item in cases {
      let bytes = (0..<item.length).map { UInt8((7 * $0 + 13 * item.length) % 251) }
      #expect(CRC32C.checksum(bytes) == item.crc32c, "\(item.length) bytes")
      #expect(CRC32C.masked(bytes) == item.masked, "\(item.length) bytes")
    }
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)  // RFC 3720's check value.
  }

  @Test("a file of scalars and a histogram is byte for byte what tensorboard writes")
  func file() throws {
    let events = [
      TensorBoardEvent(
        wallTime: 1_700_000_000.5, step: 3,
        values: [
          .scalar(tag: "train/loss", 0.693_147_180_559_945_3),
          .scalar(tag: "schedule/alpha", 0),
        ]),
      TensorBoardEvent(
        wallTime: 1_700_000_001.25, step: 70_000,
        values: [
          .histogram(
            tag: "p_y", TensorBoardHistogram(edges: [0, 0.25, 0.5, 1], counts: [5, 0, 300]))
        ]),
    ]
    #expect(
      TensorBoardFile.data(events, begunAt: 1_700_000_000.5)
        == (try TensorBoardGoldens.load().file))
  }

  @Test("a trial is a point for each epoch and its scores at the last step")
  func trial() throws {
    var record = makeRecord(
      dataset: "a", model: "m", arm: "mixed", seed: 3,
      scores: .init(
        count: 8, accuracy: 0.5, negativeLogLikelihood: 1, brier: 0.5, expectedCalibrationError: 0))
    record.curve = [4, 8].map { step in
      .init(
        epoch: step / 4, step: step, alpha: 0.5, learningRate: 0.25, meanLoss: 2,
        runningAccuracy: 0.75, meanWeight: 1)
    }
    record.timing.startedAt = "2026-01-02T03:04:05Z"
    record.timing.trainingSeconds = 10
    record.timing.totalSeconds = 12
    let events = TensorBoardLog.events(of: record, start: 100)
    #expect(events.map(\.step) == [4, 8, 8])
    #expect(events.map(\.values.count) == [6, 6, record.train == nil ? 4 : 8])
    #expect(events.map(\.wallTime) == [105, 110, 112])
    let log = TensorBoardLog(record)
    #expect(
      log.path
        == "a/m/mixed/seed-3-\(record.key.prefix(6))/events.out.tfevents.\(record.key.prefix(12))"
    )
    #expect(log.data == TensorBoardLog(record).data)
  }

  @Test("counts of cases become histograms, and diagnostics scalars, where the record has them")
  func diagnostics() throws {
    var record = makeRecord(dataset: "a", model: "m", arm: "mixed", seed: 3, scores: nil)
    var point = TrialRecord.EpochPoint(
      epoch: 1, step: 4, alpha: 0, learningRate: 0.1, meanLoss: 1, runningAccuracy: 0.5,
      meanWeight: 1)
    point.leftBehind = 0.125
    point.cases = TrialRecord.CaseCounts(
      probability: Array(0..<20), margin: Array(repeating: 1, count: 22))
    record.curve = [point]
    let values = try #require(TensorBoardLog.events(of: record, start: 0).first).values
    var tags: [String] = []
    for value in values {
      switch value {
      case .scalar(let tag, let number):
        tags.append(tag)
        #expect(tag != "train/left-behind" || number == 0.125)
      case .histogram(let tag, let histogram):
        tags.append(tag)
        #expect(histogram.edges.first == (tag == "train/p_y" ? 0 : -11))
        #expect(histogram.edges.last == (tag == "train/p_y" ? 1 : 11))
      }
    }
    #expect(
      tags == [
        "train/loss", "train/accuracy", "train/mean-weight", "train/left-behind", "schedule/alpha",
        "schedule/learning-rate", "schedule/epoch", "train/p_y", "train/margin",
      ])
  }

  @Test("a trial that diverged has its curve and no scores")
  func diverged() {
    var record = makeRecord(dataset: "a", model: "m", arm: "mixed", seed: 3, scores: nil)
    record.outcome = .diverged(step: 1)
    record.test = nil
    record.train = nil
    record.curve = []
    #expect(TensorBoardLog.events(of: record, start: 0).isEmpty)
    // Only the entry that opens the file: 12 bytes, then the message and its checksum.
    #expect(TensorBoardLog(record).data.count == 12 + 24 + 4)
  }

  @Test("names that are no file names are made some")
  func names() {
    let record = makeRecord(dataset: "../x y", model: "..", arm: "ä/b", seed: 1, scores: nil)
    let path = TensorBoardLog(record).path
    #expect(path.hasPrefix(".._x_y/_/__b/seed-1-"))
  }
}
