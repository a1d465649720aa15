import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TabularData

/// The decoder of tables, counting how often it decodes.
private enum CountingDecoder: DatasetDecoder {
  static let format = CSVDecoder.format
  static let counter = Counter()
  static var cacheable: (any CacheableDataset.Type)? { CSVDecoder.cacheable }

  static func roles(for splits: SplitRule) -> [String]? { CSVDecoder.roles(for: splits) }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    CSVDecoder.check(&settings, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    counter.raise()
    return try CSVDecoder.decode(manifest, files: files)
  }
}

@Suite("Decoded cache", .serialized)
struct DecodedCacheTests {
  /// A set with every kind of column.
  private static let csv = "1.5,red,low,a\n?,blue,high,b\n-2,?,?,a\n4,red,low,b\n"

  private struct Fixture {
    let folder: URL
    var title = "Toy"
    var classes = "[a, b]"
    var digest = ""

    func library(storesDecoded: Bool = true) -> DatasetLibrary {
      DatasetLibrary(
        manifests: folder.appending(path: "manifests"), mirror: folder.appending(path: "mirror"),
        cache: folder.appending(path: "cache"), decoders: [CountingDecoder.self], builtIn: [],
        storesDecoded: storesDecoded)
    }

    func write() throws {
      var stream = DigestStream()
      stream.update(Array(csv.utf8))
      let manifest = """
        id: toy
        version: 1
        title: \(title)
        domain: tables
        task: classification
        licence: CC0-1.0
        redistribution: yes
        citation: none
        homepage: none
        files:
          - {path: a.csv, role: data, urls: [], bytes: \(csv.utf8.count), sha256: \
        \(stream.hexadecimal())}
        decoder:
          format: csv
          missing: ["?"]
          scaling: robust
          columns:
            - {name: n, kind: numeric}
            - {name: w, kind: categorical}
            - {name: o, kind: ordered, levels: [low, mid, high]}
            - {name: c, kind: class}
        classes: \(classes)
        splits: {algorithm: stratified, testFraction: 0.5, seed: 1}
        counts: {train: [1, 1], test: [1, 1]}
        decodedDigest: \(digest)
        """
      for (path, text) in [("manifests/toy.yaml", manifest), ("mirror/toy/a.csv", csv)] {
        let url = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
    }

    /// The only file in the cache of decoded arrays.
    func stored() throws -> URL {
      let decoded = folder.appending(path: "cache/decoded")
      let names = try FileManager.default.contentsOfDirectory(atPath: decoded.path)
      try #require(names.count == 1)
      return decoded.appending(path: names[0])
    }
  }

  private static func withFixture(_ body: (Fixture) throws -> Void) throws {
    try withTemporaryFolder { folder in
      var fixture = Fixture(folder: folder)
      // The digest is not what is tested here: it is the one the decoder computes.
      fixture.digest = String(repeating: "0", count: 64)
      try fixture.write()
      do {
        _ = try fixture.library(storesDecoded: false).load("toy")
      } catch DatasetError.wrongDecodedDigest(_, let found, _) {
        fixture.digest = found
      }
      try fixture.write()
      try body(fixture)
    }
  }

  /// Starts anew and returns the table as text, which shows every stored property, and how often
  /// it was decoded.
  private static func start(
    _ fixture: Fixture
  ) throws -> (table: DecodedTable, text: String, decodings: Int) {
    let before = CountingDecoder.counter.count
    let table = try #require(try fixture.library().load("toy").decoded as? DecodedTable)
    return (table, "\(table)", CountingDecoder.counter.count - before)
  }

  @Test("is written once and read at every later start, with the same cells")
  func roundTrip() throws {
    try Self.withFixture { fixture in
      let fresh = try fixture.library(storesDecoded: false).load("toy").decoded
      for decodings in [1, 0, 0] {
        let found = try Self.start(fixture)
        #expect(found.decodings == decodings)
        #expect(found.text == "\(fresh)")
        #expect(found.table.scaling == .robust)
      }
    }
  }

  @Test("is rebuilt whatever byte of it is damaged")
  func damaged() throws {
    try Self.withFixture { fixture in
      let expected = try Self.start(fixture).text
      let url = try fixture.stored()
      let intact = try Data(contentsOf: url)
      #expect(try Self.start(fixture).decodings == 0)
      var unnoticed = 0
      for position in stride(from: 0, to: intact.count, by: 13) {
        var damaged = intact
        damaged[position] ^= 0x10
        try damaged.write(to: url)
        let found = try Self.start(fixture)
        #expect(found.text == expected)
        if found.decodings == 0 { unnoticed += 1 }
        if found.decodings == 1 { #expect(try Data(contentsOf: url) == intact) }
      }
      // Only the padding between arrays and the end of the head are not looked at.
      #expect(unnoticed < intact.count / 26)
    }
  }

  @Test("is rebuilt when it is cut short")
  func truncated() throws {
    try Self.withFixture { fixture in
      _ = try Self.start(fixture)
      let url = try fixture.stored()
      let intact = try Data(contentsOf: url)
      for length in stride(from: 0, to: intact.count, by: 61) {
        try intact.prefix(length).write(to: url)
        #expect(try Self.start(fixture).decodings == 1, "\(length) bytes")
      }
    }
  }

  @Test("is not read for a manifest that means something else by the same arrays")
  func otherManifest() throws {
    try Self.withFixture { fixture in
      _ = try Self.start(fixture)
      var renamed = fixture
      renamed.title = "Another title"
      try renamed.write()
      #expect(try Self.start(renamed).decodings == 0)
      renamed.classes = "[{name: first, spellings: [a]}, {name: second, spellings: [b]}]"
      try renamed.write()
      let found = try Self.start(renamed)
      #expect(found.table.classes == ["first", "second"])
      #expect(found.decodings == 1)
    }
  }

  @Test("does without a cache that cannot be written")
  func refused() throws {
    try Self.withFixture { fixture in
      try FileManager.default.createDirectory(
        at: fixture.folder.appending(path: "cache"), withIntermediateDirectories: true)
      try Data().write(to: fixture.folder.appending(path: "cache/decoded"))
      #expect(try Self.start(fixture).decodings == 1)
    }
  }
}
