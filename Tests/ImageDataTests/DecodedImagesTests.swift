import Core
import DataStore
import Testing

@testable import ImageData

@Suite("DecodedImages")
struct DecodedImagesTests {
  private static let train = DecodedImages.Part(
    pixels: [0, 10, 20, 30, 40, 50, 255, 255], labels: [0, 1, 0, 1])
  private static let test = DecodedImages.Part(pixels: [5, 255], labels: [1])
  private static let images = DecodedImages(
    classes: ["a", "b"], height: 1, width: 2, train: train, test: test)

  private static func floats(_ source: any ExampleSource, _ indices: [Int32]) -> [Float] {
    var batch = [Float](repeating: .nan, count: indices.count * 2)
    var span = batch.mutableSpan
    source.gather(indices.span, into: &span)
    return batch
  }

  @Test("scales by the mean and deviation of the training pictures not held out")
  func scales() throws {
    let prepared = try Self.images.prepared(id: "x", holdingOut: [3])
    // Mean 25 and population variance 1750 / 6 of 0, 10, 20, 30, 40, 50.
    let deviation = (1750.0 / 6).squareRoot()
    let scaled = { (pixel: Double) in Float((pixel - 25) / deviation) }
    #expect(prepared.shape == .image(channels: 1, height: 1, width: 2))
    #expect(prepared.train.labels == [0, 1, 0])
    #expect(Self.floats(prepared.train, [2, 0]) == [40, 50, 0, 10].map(scaled))
    let validation = try #require(prepared.validation)
    #expect(validation.labels == [1])
    #expect(Self.floats(validation, [0]) == [255, 255].map(scaled))
    #expect(Self.floats(prepared.test, [0, 0]) == [5, 255, 5, 255].map(scaled))
  }

  @Test("holds nothing out unless asked")
  func nothingHeldOut() throws {
    let prepared = try Self.images.prepared(id: "x", holdingOut: [])
    #expect(prepared.validation == nil)
    #expect(prepared.train.count == 4)
    let all = Self.floats(prepared.train, [0, 1, 2, 3])
    #expect(abs(all.reduce(0, +)) < 1e-5)
    #expect(abs(all.reduce(0) { $0 + $1 * $1 } - 8) < 1e-4)
  }

  @Test("encodes pictures of a single grey as zeros")
  func constant() throws {
    let part = DecodedImages.Part(pixels: [9, 9, 9, 9], labels: [0, 1])
    let images = DecodedImages(classes: ["a", "b"], height: 1, width: 2, train: part, test: part)
    let prepared = try images.prepared(id: "x", holdingOut: [])
    #expect(Self.floats(prepared.train, [0, 1]) == [0, 0, 0, 0])
  }

  @Test("hashes pixels and little-endian labels, training part first")
  func digest() {
    var stream = DigestStream()
    stream.update([UInt8]([0, 10, 20, 30, 40, 50, 255, 255]))
    for label: UInt8 in [0, 1, 0, 1] { stream.update([label, 0, 0, 0]) }
    stream.update([UInt8]([5, 255, 1, 0, 0, 0]))
    #expect(Self.images.digest == stream.hexadecimal())
  }
}
