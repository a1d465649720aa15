import Archives
import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TabularData

@Suite("Files repacked under another name")
struct AlternativeFileTests {
  private static let csv = Array("1,a\n2,b\n3,a\n4,b\n".utf8)

  private static func sha256(_ bytes: [UInt8]) -> String {
    var stream = DigestStream()
    stream.update(bytes)
    return stream.hexadecimal()
  }

  /// Loads a set of which the mirror holds one file; the manifest lists a plain and a packed one.
  private static func load(_ name: String, _ bytes: [UInt8]) throws -> LoadedDataset {
    let packed = try GzipWriter.packed(csv, path: "t.csv.gz")
    let manifest = """
      id: toy
      version: 1
      title: Toy
      domain: tables
      task: classification
      licence: CC0-1.0
      redistribution: yes
      citation: none
      homepage: none
      files:
        - path: t.csv
          role: data
          urls: []
          bytes: \(csv.count)
          sha256: \(sha256(csv))
          alternatives:
            - path: t.csv.gz
              bytes: \(packed.count)
              sha256: \(sha256(packed))
              note: packed
      decoder:
        format: csv
        columns: [{name: n, kind: numeric}, {name: c, kind: class}]
      classes: [a, b]
      splits: {algorithm: stratified, testFraction: 0.5, seed: 1}
      counts: {train: [1, 1], test: [1, 1]}
      verified: no
      """
    return try withTemporaryFolder { folder in
      for (path, content) in [
        ("manifests/toy.yaml", Array(manifest.utf8)), ("mirror/toy/\(name)", bytes),
      ] {
        let url = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: url)
      }
      return try DatasetLibrary(
        manifests: folder.appending(path: "manifests"), mirror: folder.appending(path: "mirror"),
        cache: folder.appending(path: "cache"), decoders: TableRegistry.decoders, builtIn: []
      ).load("toy")
    }
  }

  @Test("are found, unpacked as their digest says, and decode to the same arrays")
  func sameArrays() throws {
    let packed = try GzipWriter.packed(Self.csv, path: "t.csv.gz")
    let plain = try Self.load("t.csv", Self.csv)
    let repacked = try Self.load("t.csv.gz", packed)
    let renamed = try Self.load("t.csv", packed)
    #expect(repacked.decoded.digest == plain.decoded.digest)
    #expect(renamed.decoded.digest == plain.decoded.digest)
    #expect(plain.files.map(\.path) == ["t.csv"])
    #expect(repacked.files.map(\.path) == ["t.csv.gz"])
    #expect(repacked.files.map(\.bytes) == [packed.count])
  }

  @Test("are refused with other bytes")
  func refused() throws {
    var wrong = try GzipWriter.packed(Self.csv, path: "t.csv.gz")
    wrong[9] ^= 1
    #expect(throws: DatasetError.self) { try Self.load("t.csv.gz", wrong) }
  }
}
