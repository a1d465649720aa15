import Archives
import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import ImageData

@Suite("Augmentation")
struct AugmentationTests {
  private struct Golden: Decodable {
    struct Change: Decodable {
      let isMirrored: Bool?
      let cropDown, cropRight, moveDown, moveRight: Int?

      var change: PictureChange {
        PictureChange(
          isMirrored: isMirrored ?? false, cropDown: cropDown ?? 0, cropRight: cropRight ?? 0,
          moveDown: moveDown ?? 0, moveRight: moveRight ?? 0)
      }
    }
    struct Case: Decodable {
      let picture: Int
      let change: Change
      let features: [Double]
    }
    let shape: [Int]
    let pixels: [UInt8]
    let cases: [Case]
  }

  private static func examples(
    count: Int = 12, height: Int = 6, width: Int = 7
  ) throws -> PreparedDataset {
    var stream = RandomStream(seed: 3)
    let part = DecodedImages.Part(
      pixels: (0..<count * height * width).map { _ in UInt8(stream.index(below: 256)) },
      labels: (0..<count).map { Int32($0 % 2) })
    return try DecodedImages(
      classes: ["a", "b"], height: height, width: width, train: part, test: part
    ).prepared(id: "x", holdingOut: [])
  }

  private static func gather(
    _ source: any ExampleSource, _ indices: [Int32], _ augmentation: Augmentation?,
    _ stream: RandomStream = RandomStream(seed: 1), pixels: Int = 42
  ) -> [[Float]] {
    var batch = [Float](repeating: .nan, count: indices.count * pixels)
    var view = batch.mutableSpan
    if let augmentation {
      source.gather(indices.span, changedBy: augmentation, stream, into: &view)
    } else {
      source.gather(indices.span, into: &view)
    }
    return (0..<indices.count).map { Array(batch[$0 * pixels..<($0 + 1) * pixels]) }
  }

  @Test("explicit changes agree with NumPy")
  func golden() throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("image_augmentation.json"))
    let part = DecodedImages.Part(pixels: golden.pixels, labels: [0, 1, 0])
    let prepared = try DecodedImages(
      classes: ["a", "b"], channels: golden.shape[1], height: golden.shape[2],
      width: golden.shape[3], train: part, test: part
    ).prepared(id: "x", holdingOut: [])
    let source = try #require(prepared.train as? ImageExamples)
    for item in golden.cases {
      var batch = [Float](repeating: .nan, count: item.features.count)
      var view = batch.mutableSpan
      source.copy(item.picture, changedBy: item.change.change, into: &view, at: 0)
      for (found, expected) in zip(batch, item.features) {
        #expect(abs(Double(found) - expected) < 1e-6, "\(item.change)")
      }
    }
  }

  @Test("no change is the plain batch, and mirrored twice is the picture")
  func identities() throws {
    let source = try #require(try Self.examples().train as? ImageExamples)
    let plain = Self.gather(source, [4, 0], nil)
    #expect(Self.gather(source, [4, 0], Augmentation()) == plain)
    var mirrored = [Float](repeating: 0, count: 42)
    var view = mirrored.mutableSpan
    source.copy(4, changedBy: PictureChange(isMirrored: true), into: &view, at: 0)
    #expect(mirrored != plain[0])
    let twice = (0..<6).flatMap { y in mirrored[y * 7..<(y + 1) * 7].reversed() }
    #expect(twice == plain[0])
  }

  @Test("every part of it is off by default and bounded by its setting")
  func bounds() {
    let stream = RandomStream(seed: 9)
    let changes = (0..<400).map {
      Augmentation(padCrop: 3, flip: true, shift: 2).draw(stream.split($0))
    }
    for (path, most) in [
      (\PictureChange.cropDown, 3), (\.cropRight, 3), (\.moveDown, 2), (\.moveRight, 2),
    ] {
      #expect(Set(changes.map { $0[keyPath: path] }) == Set(-most...most))
    }
    // 400 fair draws: 200 give or take five standard deviations of 10.
    #expect((150...250).contains(changes.count { $0.isMirrored }))
    #expect((0..<50).allSatisfy { Augmentation().draw(stream.split($0)) == PictureChange() })
    // One setting does not move the draws of another.
    let cropped = (0..<400).map { Augmentation(padCrop: 3).draw(stream.split($0)) }
    #expect(cropped.map(\.cropDown) == changes.map(\.cropDown))
    #expect(cropped.allSatisfy { !$0.isMirrored && $0.moveDown == 0 && $0.moveRight == 0 })
  }

  @Test("an example's change depends on its stream and index, not on the batch around it")
  func keyed() throws {
    let source = try Self.examples().train
    let augmentation = Augmentation(padCrop: 2, flip: true, shift: 1)
    let epoch = RandomStream(seed: 5).split("augmentation").split(3)
    let all = Self.gather(source, (0..<12).map { $0 }, augmentation, epoch)
    #expect(Self.gather(source, (0..<12).map { $0 }, augmentation, epoch) == all)
    let some = Self.gather(source, [7, 2, 7], augmentation, epoch)
    #expect(some == [all[7], all[2], all[7]])
    let next = RandomStream(seed: 5).split("augmentation").split(4)
    #expect(Self.gather(source, (0..<12).map { $0 }, augmentation, next) != all)
  }

  @Test("sources that cannot be changed are copied")
  func others() {
    struct Numbers: ExampleSource {
      let labels: [Int32] = [0, 1]
      var count: Int { 2 }
      func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
        for row in 0..<indices.count { batch[row] = Float(indices[row]) }
      }
    }
    #expect(
      Self.gather(Numbers(), [1, 0], Augmentation(flip: true), pixels: 1) == [[1], [0]])
  }
}
