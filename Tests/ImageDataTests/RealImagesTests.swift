import Core
import DataStore
import Foundation
import ImageData
import TestSupport
import Testing

@Suite("Published picture sets", .enabled(if: Mirror.folder != nil, "LOSSBENCH_MIRROR is not set"))
struct RealImagesTests {
  @Test("are what their manifests say", arguments: ["mnist", "fashion-mnist"])
  func loads(id: String) throws {
    try withTemporaryFolder { cache in
      let library = DatasetLibrary(
        manifests: Repository.root.appending(path: "data-manifests"), mirror: Mirror.folder,
        cache: cache, decoders: ImageRegistry.decoders, builtIn: [])
      // Counts, the decoded digest and the content of every file are compared while loading.
      let dataset = try library.load(id)
      #expect(dataset.decoded.trainLabels.count == 60_000)
      #expect(dataset.decoded.testLabels.count == 10_000)
      let prepared = try dataset.decoded.prepared(id: id, holdingOut: [])
      #expect(prepared.shape.elementCount == 784)
    }
  }

  @Test("the incomplete CIFAR-10 is what its manifest says, scaled channel by channel")
  func loadsColours() throws {
    try withTemporaryFolder { cache in
      let library = DatasetLibrary(
        manifests: Repository.root.appending(path: "data-manifests"), mirror: Mirror.folder,
        cache: cache, decoders: ImageRegistry.decoders, builtIn: [])
      let dataset = try library.load("cifar-10-subset")
      #expect(dataset.decoded.trainLabels.count == 9990)
      let prepared = try dataset.decoded.prepared(id: "cifar-10-subset", holdingOut: [])
      #expect(prepared.shape == .image(channels: 3, height: 32, width: 32))
      var batch = [Float](repeating: 0, count: 9990 * 3072)
      let indices = (0..<9990).map { Int32($0) }
      var view = batch.mutableSpan
      prepared.train.gather(indices.span, into: &view)
      for channel in 0..<3 {
        var sum = 0.0
        var squares = 0.0
        for example in 0..<9990 {
          for pixel in example * 3072 + channel * 1024..<example * 3072 + (channel + 1) * 1024 {
            sum += Double(batch[pixel])
            squares += Double(batch[pixel] * batch[pixel])
          }
        }
        // Sums of ten million floats of 24 bits.
        #expect(abs(sum / 10_229_760) < 1e-5)
        #expect(abs(squares / 10_229_760 - 1) < 1e-5)
      }
    }
  }
}
