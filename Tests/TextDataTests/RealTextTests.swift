import Core
import DataStore
import Foundation
import TestSupport
import Testing
import TextData

@Suite("Published texts", .enabled(if: Mirror.folder != nil, "LOSSBENCH_MIRROR is not set"))
struct RealTextTests {
  @Test(
    "are what their manifests say, and become the ids that Python finds",
    arguments: ["ag-news-subset", "imdb", "mr-polarity", "sms-spam", "sst2", "trec"])
  func loads(id: String) throws {
    try withTemporaryFolder { cache in
      let library = DatasetLibrary(
        manifests: Repository.root.appending(path: "data-manifests"), mirror: Mirror.folder,
        cache: cache, decoders: TextRegistry.decoders, builtIn: [])
      let golden = try #require(try TextGoldens.read().sets[id])
      let clock = ContinuousClock()
      // Counts, the decoded digest and the content of every file are compared while loading.
      var dataset: LoadedDataset?
      let loading = try clock.measure { dataset = try library.load(id) }
      var result: PreparedDataset?
      let preparing = try clock.measure {
        result = try dataset?.decoded.prepared(id: id, holdingOut: [])
      }
      print("\(id): loaded in \(loading), numbered in \(preparing)")
      let prepared = try #require(result)
      let length = prepared.shape.elementCount
      #expect(prepared.shape == .tokens(length: length, vocabulary: golden.vocabulary))
      var digest = DigestStream()
      for part in [prepared.train, prepared.test] {
        var batch = [Float](repeating: -1, count: part.count * length)
        let indices = (0..<Int32(part.count)).map { $0 }
        var view = batch.mutableSpan
        part.gather(indices.span, into: &view)
        digest.update(batch.map { Int32($0) })
      }
      #expect(digest.hexadecimal() == golden.digest)
    }
  }

  @Test("the fine classes of TREC are read from the same files")
  func loadsFineClasses() throws {
    try withTemporaryFolder { cache in
      let library = DatasetLibrary(
        manifests: Repository.root.appending(path: "data-manifests"), mirror: Mirror.folder,
        cache: cache, decoders: TextRegistry.decoders, builtIn: [])
      let dataset = try library.load("trec-fine")
      #expect(dataset.decoded.classes.count == 50)
    }
  }
}
