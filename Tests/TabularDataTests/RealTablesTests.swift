import Core
import DataStore
import Foundation
import TabularData
import TestSupport
import Testing

@Suite("Published tables", .enabled(if: Mirror.folder != nil, "LOSSBENCH_MIRROR is not set"))
struct RealTablesTests {
  /// The ids with the features that each encodes to, counted by hand from the levels in the files.
  private static let tables = [
    ("abalone", 10), ("adult", 108), ("bank-marketing", 63), ("breast-cancer-wisconsin", 10),
    ("car", 6), ("credit-approval", 53), ("credit-default", 33), ("house-votes-84", 48),
    ("ionosphere", 34), ("iris", 4), ("kr-vs-kp", 73), ("nursery", 11), ("pendigits", 16),
    ("poker-hand", 25), ("sonar", 60), ("spambase", 57), ("wine-quality", 11),
  ]

  private static func library(_ cache: URL) -> DatasetLibrary {
    DatasetLibrary(
      manifests: Repository.root.appending(path: "data-manifests"), mirror: Mirror.folder,
      cache: cache, decoders: TableRegistry.decoders, builtIn: [])
  }

  @Test("are what their manifests say", arguments: tables)
  func loads(id: String, width: Int) throws {
    try withTemporaryFolder { cache in
      // Counts, the decoded digest and the content of every file are compared while loading.
      let dataset = try Self.library(cache).load(id)
      let prepared = try dataset.decoded.prepared(id: id, holdingOut: [])
      #expect(prepared.shape == .features(width))
      #expect(prepared.train.count == dataset.manifest.counts.train.reduce(0, +))
    }
  }

  @Test("are all in the list above")
  func complete() throws {
    let folder = Repository.root.appending(path: "data-manifests")
    let described = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { name in
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return text.contains("\n  format: csv\n") && text.contains("\ndomain: tables\n")
          && text.contains("\ndecodedDigest: ")
      }
    #expect(described.map { String($0.dropLast(5)) }.sorted() == Self.tables.map(\.0))
  }
}
