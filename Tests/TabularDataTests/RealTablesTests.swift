import Core
import DataStore
import Foundation
import TabularData
import TestSupport
import Testing

@Suite("Published tables", .enabled(if: Mirror.folder != nil, "LOSSBENCH_MIRROR is not set"))
struct RealTablesTests {
  @Test(
    "are what their manifests say",
    arguments: [("adult", 108), ("iris", 4), ("pendigits", 16)])
  func loads(id: String, width: Int) throws {
    try withTemporaryFolder { cache in
      let library = DatasetLibrary(
        manifests: Repository.root.appending(path: "data-manifests"), mirror: Mirror.folder,
        cache: cache, decoders: TableRegistry.decoders, builtIn: [])
      // Counts, the decoded digest and the content of every file are compared while loading.
      let dataset = try library.load(id)
      let prepared = try dataset.decoded.prepared(id: id, holdingOut: [])
      #expect(prepared.shape == .features(width))
      #expect(prepared.train.count == dataset.manifest.counts.train.reduce(0, +))
    }
  }
}
