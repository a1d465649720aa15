import DataStore
import Testing

@testable import ImageData

@Suite("CIFAR records")
struct CIFARDecoderTests {
  private static func record(_ labels: [UInt8], _ start: Int) -> [UInt8] {
    labels + (0..<3072).map { UInt8(truncatingIfNeeded: start + $0) }
  }

  @Test(
    "one label byte or two stand before the pixels",
    arguments: [
      (CIFARDecoder.LabelBytes.only, [[1], [0]], [1, 0]),
      (.coarse, [[1, 7], [0, 8]], [1, 0]), (.fine, [[9, 1], [8, 0]], [1, 0]),
    ] as [(CIFARDecoder.LabelBytes, [[UInt8]], [Int32])])
  func reads(layout: CIFARDecoder.LabelBytes, labels: [[UInt8]], expected: [Int32]) throws {
    var records = CIFARRecords(layout: layout, classCount: 2)
    try records.append(Self.record(labels[0], 0), path: "a")
    try records.append(Self.record(labels[1], 5), path: "b")
    #expect(records.labels == expected)
    #expect(records.pixels == Self.record([], 0) + Self.record([], 5))
  }

  @Test("a file of no or part of a record is an error", arguments: [0, 1, 3072, 3074, 6145])
  func refusesParts(count: Int) {
    var records = CIFARRecords(layout: .only, classCount: 2)
    let expected = (count / 3073 + 1) * 3073
    #expect(throws: ImageDataError.truncated(path: "a", found: count, expected: expected)) {
      try records.append([UInt8](repeating: 0, count: count), path: "a")
    }
  }

  @Test("a label that names no class is an error with its record")
  func refusesLabels() {
    var records = CIFARRecords(layout: .fine, classCount: 2)
    let expected = ImageDataError.labelOutOfRange(path: "a", example: 1, found: 2, classCount: 2)
    #expect(throws: expected) {
      try records.append(Self.record([5, 1], 0) + Self.record([0, 2], 0), path: "a")
    }
  }

  @Test("each channel is scaled on its own")
  func scalesChannels() throws {
    // Two pictures of 1 x 1: red 0 and 2, green 10 and 30, blue alike.
    let part = DecodedImages.Part(pixels: [0, 10, 7, 2, 30, 7], labels: [0, 1])
    let images = DecodedImages(
      classes: ["a", "b"], channels: 3, height: 1, width: 1, train: part, test: part)
    let prepared = try images.prepared(id: "x", holdingOut: [])
    var batch = [Float](repeating: 9, count: 6)
    let indices: [Int32] = [1, 0]
    var view = batch.mutableSpan
    prepared.train.gather(indices.span, into: &view)
    #expect(batch == [1, 1, 0, -1, -1, 0])
  }
}
