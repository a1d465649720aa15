import Archives
import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TextData

/// Knows the format but cannot read it: what loads with it came from the cache.
private enum RefusingDecoder: DatasetDecoder {
  struct Refused: Error {}

  static let format = LabelledLinesDecoder.format
  static var cacheable: (any CacheableDataset.Type)? { LabelledLinesDecoder.cacheable }

  static func roles(for splits: SplitRule) -> [String]? {
    LabelledLinesDecoder.roles(for: splits)
  }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    LabelledLinesDecoder.check(&settings, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset { throw Refused() }
}

@Suite("Decoded texts in the cache")
struct TextCacheTests {
  private static let lines =
    "a: the first text, with caf\u{e9}\nb:second\na:third one\nb:the second\nb:\na:last\n"

  private static func library(
    _ folder: URL, _ decoder: any DatasetDecoder.Type, settings: String = ""
  ) throws -> DatasetLibrary {
    func manifest(_ digest: String) -> String {
      """
      id: toy
      version: 1
      title: Toy
      domain: text
      task: classification
      licence: CC0-1.0
      redistribution: yes
      citation: none
      homepage: none
      files:
        - {path: a.txt, role: data, urls: [], bytes: \(lines.utf8.count), sha256: \
      \(DigestStream.hexadecimal(of: lines))}
      decoder: {format: text-labelled-lines, separator: ":"\(settings)}
      classes: [a, b]
      splits: {algorithm: stratified, testFraction: 0.3, seed: 1}
      counts: {train: [2, 2], test: [1, 1]}
      decodedDigest: \(digest)
      """
    }
    for (path, text) in [
      ("mirror/toy/a.txt", lines),
      ("manifests/toy.yaml", manifest(String(repeating: "0", count: 64))),
    ] {
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
      _ = try open(LabelledLinesDecoder.self).load("toy")
    } catch DatasetError.wrongDecodedDigest(_, let found, _) {
      try Data(manifest(found).utf8).write(to: folder.appending(path: "manifests/toy.yaml"))
    }
    return open(decoder)
  }

  private static func ids(_ library: DatasetLibrary) throws -> [[Float]] {
    let prepared = try library.load("toy").decoded.prepared(id: "toy", holdingOut: [])
    return [prepared.train, prepared.test].flatMap { part in
      (0..<part.count).map { row in
        var batch = [Float](repeating: -1, count: prepared.shape.elementCount)
        var view = batch.mutableSpan
        part.gather([Int32(row)].span, into: &view)
        return batch
      }
    }
  }

  @Test("are mapped at the second start and become the same ids")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let settings = ", length: 5, ngrams: 2, buckets: 7, lowercase: no"
      let first = try Self.library(folder, LabelledLinesDecoder.self, settings: settings)
      let expected = try Self.ids(first)
      let fresh = try #require(try first.load("toy").decoded as? DecodedText)
      let second = try Self.library(folder, RefusingDecoder.self, settings: settings)
      #expect(try Self.ids(second) == expected)
      let mapped = try #require(try second.load("toy").decoded as? DecodedText)
      #expect((0..<4).map { mapped.trainText($0) } == (0..<4).map { fresh.trainText($0) })
      #expect(mapped.duplicateCount() == fresh.duplicateCount())
      #expect(mapped.settings == fresh.settings && mapped.byteCount == fresh.byteCount)
    }
  }

  @Test("are decoded anew when any byte of them is damaged")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let expected = try Self.ids(try Self.library(folder, LabelledLinesDecoder.self))
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
          #expect(try Self.ids(try Self.library(folder, RefusingDecoder.self)) == expected)
        } catch is RefusingDecoder.Refused {
          noticed += 1
          #expect(try Self.ids(try Self.library(folder, LabelledLinesDecoder.self)) == expected)
          #expect(try Data(contentsOf: url) == intact)
        }
      }
      #expect(noticed > intact.count / 17 / 2)
    }
  }
}
