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
}
