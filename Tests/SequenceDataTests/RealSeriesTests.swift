import Core
import DataStore
import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("Published series", .enabled(if: Mirror.folder != nil, "LOSSBENCH_MIRROR is not set"))
struct RealSeriesTests {
  private static let ids = try? ManifestFolder(Repository.root.appending(path: "data-manifests"))
    .ids().filter { $0.hasPrefix("tsc-") || ["promoters", "uci-har"].contains($0) }

  @Test("are what their manifests say", arguments: ids ?? [])
  func loads(id: String) throws {
    try withTemporaryFolder { cache in
      let library = DatasetLibrary(
        manifests: Repository.root.appending(path: "data-manifests"), mirror: Mirror.folder,
        cache: cache, decoders: SequenceRegistry.decoders, builtIn: [])
      // Counts, the decoded digest and the content of every file are compared while loading.
      let dataset = try library.load(id)
      let prepared = try dataset.decoded.prepared(id: id, holdingOut: [])
      #expect(prepared.train.count == dataset.manifest.counts.train.reduce(0, +))
      #expect(
        (prepared.train.lengths != nil) == ["tsc-japanese-vowels", "tsc-plaid"].contains(id))
      var batch = [Float](repeating: .nan, count: 2 * prepared.shape.elementCount)
      var span = batch.mutableSpan
      prepared.test.gather([1, 0].span, into: &span)
      #expect(batch.allSatisfy { $0.isFinite })
    }
  }

  @Test("are all there")
  func complete() { #expect(Self.ids?.count == 17) }
}
