import Archives
import Core
import DataStore
import Foundation
import TestSupport

@testable import SequenceData

/// Files read without a library, and errors as the one line that a user sees.
enum SeriesFixture {
  static let classes = SeriesClasses([ClassName("up"), ClassName("down", spellings: ["-1"])])

  /// Reads a file with a decoder's own function.
  static func part(
    _ bytes: [UInt8], _ layout: SeriesLayout, count: Int,
    read: (SeriesText, inout SeriesBuilder) throws -> Void
  ) throws -> DecodedSeries.Part {
    let text = try SeriesText(path: "a.ts", bytes: bytes)
    var builder = SeriesBuilder(layout, classes: classes, count: count)
    builder.reserve(forBytes: bytes.count)
    try read(text, &builder)
    return try builder.finished(path: "a.ts")
  }

  /// Reads a `.ts` file.
  static func ts(
    _ text: String, channels: Int = 1, length: Int = 3, shortest: Int? = nil, count: Int = 2
  ) throws -> DecodedSeries.Part {
    let layout = SeriesLayout(channels: channels, length: length, shortest: shortest)
    return try part(Array(text.utf8), layout, count: count) {
      try TSFile.read($0, layout: layout, classes: classes, into: &$1)
    }
  }

  /// The line that an expression fails with.
  static func failure(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  /// The values of one example of a source.
  static func values(_ source: any ExampleSource, _ index: Int, count: Int) -> [Float] {
    var batch = [Float](repeating: .nan, count: count)
    var span = batch.mutableSpan
    source.gather([Int32(index)].span, into: &span)
    return batch
  }
}

/// A dataset in a folder of its own: files in a mirror and a manifest with their true digests.
struct SeriesLibrary {
  /// One file with its role; several members make it a zip.
  struct File {
    var path: String
    var role = ""
    var bytes: [UInt8]
    /// Lines of `members`, each a mapping.
    var members: [String] = []
  }

  /// Loads the dataset; the digest is taken from a first failure, so that only a second load counts.
  static func load(
    _ files: [File], decoder: String, counts: String, splits: String = "official"
  ) throws -> DecodedSeries {
    do {
      return try load(
        files, decoder: decoder, counts: counts, splits: splits,
        digest: String(repeating: "0", count: 64))
    } catch DatasetError.wrongDecodedDigest(_, let found, _) {
      return try load(files, decoder: decoder, counts: counts, splits: splits, digest: found)
    }
  }

  private static func load(
    _ files: [File], decoder: String, counts: String, splits: String, digest: String
  ) throws -> DecodedSeries {
    try withTemporaryFolder { folder in
      for path in ["manifests", "mirror/toy"] {
        try FileManager.default.createDirectory(
          at: folder.appending(path: path), withIntermediateDirectories: true)
      }
      for file in files {
        try Data(file.bytes).write(to: folder.appending(path: "mirror/toy/\(file.path)"))
      }
      let text = manifest(files, decoder: decoder, counts: counts, splits: splits, digest: digest)
      try Data(text.utf8).write(to: folder.appending(path: "manifests/toy.yaml"))
      let library = DatasetLibrary(
        manifests: folder.appending(path: "manifests"), mirror: folder.appending(path: "mirror"),
        cache: folder.appending(path: "cache"), decoders: SequenceRegistry.decoders, builtIn: [])
      guard let decoded = try library.load("toy").decoded as? DecodedSeries else {
        preconditionFailure("a decoder of series decodes series")
      }
      return decoded
    }
  }

  private static func manifest(
    _ files: [File], decoder: String, counts: String, splits: String, digest: String
  ) -> String {
    let entries = files.map { file in
      var stream = DigestStream()
      stream.update(file.bytes)
      let rest =
        file.members.isEmpty
        ? "    role: \(file.role)\n"
        : "    unpackedBytes: 10000\n    members:\n"
          + file.members.map { "      - {\($0), maxBytes: 5000}\n" }.joined()
      return "  - path: \(file.path)\n    urls: []\n    bytes: \(file.bytes.count)\n"
        + "    sha256: \(stream.hexadecimal())\n" + rest
    }
    return """
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
      \(entries.joined())
      decoder:
      \(decoder)
      classes: [up, {name: down, spellings: ["-1", "-"]}]
      splits: \(splits)
      counts: \(counts)
      decodedDigest: \(digest)
      """
  }
}
