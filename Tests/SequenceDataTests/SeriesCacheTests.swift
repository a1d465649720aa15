import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import SequenceData

/// Knows the format but cannot read it: what loads with it came from the cache.
private enum RefusingDecoder: DatasetDecoder {
  struct Refused: Error {}

  static let format = UCRTextDecoder.format
  static var cacheable: (any CacheableDataset.Type)? { UCRTextDecoder.cacheable }

  static func roles(for splits: SplitRule) -> [String]? { UCRTextDecoder.roles(for: splits) }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    UCRTextDecoder.check(&settings, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset { throw Refused() }
}

@Suite("Decoded series in the cache")
struct SeriesCacheTests {
  private static let files = [
    ("train.txt", "1,0.5,1,2\n2,1,?,NaN\n2,7,-1,0.25\n"), ("test.txt", "2,4,4,NaN\n1,0.5,1,2\n"),
  ]

  private static func library(
    _ folder: URL, _ decoder: any DatasetDecoder.Type
  ) throws -> DatasetLibrary {
    let entries = files.map { name, text in
      "  - {path: \(name), role: \(name.dropLast(4)), urls: [], bytes: \(text.utf8.count), sha256: "
        + "\(DigestStream.hexadecimal(of: text))}"
    }.joined(separator: "\n")
    func manifest(_ digest: String) -> String {
      """
      id: toy
      version: 1
      title: Toy
      domain: sequences
      task: classification
      licence: CC0-1.0
      redistribution: yes
      citation: none
      homepage: none
      files:
      \(entries)
      decoder:
        {format: ucr-text, separator: comma, length: 3, shortest: 1, filledEnds: yes, \
      normalization: per-channel}
      classes: ["1", "2"]
      splits: official
      counts: {train: [1, 2], test: [1, 1]}
      decodedDigest: \(digest)
      """
    }
    for (path, text) in files.map({ ("mirror/toy/\($0.0)", $0.1) })
      + [("manifests/toy.yaml", manifest(String(repeating: "0", count: 64)))]
    {
      let url = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    func open(_ decoder: any DatasetDecoder.Type) -> DatasetLibrary {
      DatasetLibrary(
        manifests: folder.appending(path: "manifests"), mirror: folder.appending(path: "mirror"),
        cache: folder.appending(path: "cache"), decoders: [decoder], builtIn: [])
    }
    // The digest is not what is tested here: it is the one the decoder computes.
    do {
      _ = try open(UCRTextDecoder.self).load("toy")
    } catch DatasetError.wrongDecodedDigest(_, let found, _) {
      try Data(manifest(found).utf8).write(to: folder.appending(path: "manifests/toy.yaml"))
    }
    return open(decoder)
  }

  /// Every batch of both parts and the lengths, as training would see them.
  private static func seen(_ library: DatasetLibrary) throws -> [[Float]] {
    let decoded = try library.load("toy").decoded
    let prepared = try decoded.prepared(id: "toy", holdingOut: [1])
    return [prepared.train, prepared.validation, prepared.test].compactMap(\.self).map { part in
      var batch = [Float](repeating: -9, count: part.count * 3)
      let indices = (0..<Int32(part.count)).map { $0 }
      var view = batch.mutableSpan
      part.gather(indices.span, into: &view)
      let lengths = (part.lengths ?? []).map { Float($0) }
      return batch + lengths + [Float(decoded.duplicateCount())]
    }
  }

  @Test("are mapped at the second start and become the same batches")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let expected = try Self.seen(try Self.library(folder, UCRTextDecoder.self))
      #expect(try Self.seen(try Self.library(folder, RefusingDecoder.self)) == expected)
      #expect(expected[2].suffix(3) == [2, 3, 1])
    }
  }

  @Test("are decoded anew when any byte of them is damaged")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let expected = try Self.seen(try Self.library(folder, UCRTextDecoder.self))
      let decoded = folder.appending(path: "cache/decoded")
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: decoded.path).first)
      let url = decoded.appending(path: name)
      let intact = try Data(contentsOf: url)
      var noticed = 0
      for position in stride(from: 0, to: intact.count, by: 17) {
        var damaged = intact
        damaged[position] ^= 0x04
        try damaged.write(to: url)
        do {
          #expect(try Self.seen(try Self.library(folder, RefusingDecoder.self)) == expected)
        } catch is RefusingDecoder.Refused {
          noticed += 1
          #expect(try Self.seen(try Self.library(folder, UCRTextDecoder.self)) == expected)
          #expect(try Data(contentsOf: url) == intact)
        }
      }
      #expect(noticed > intact.count / 17 / 2)
    }
  }
}
