import Archives
import Foundation
import TestSupport
import Testing

@Suite("Fuzzing of containers")
struct ContainerFuzzTests {
  private static let contentLimit = 100_000
  private static let words = [
    "\0", "\0\0\0\0\0\0\0\0", "ustar\0", "ustar  \0", "../", "/etc/passwd", "x", "L", "K", "g", "S",
    "0", "2", "5", "PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "\u{7f}\u{7f}",
    "27 path=a/b/c/d/e/f/g/h/ijk\n", "20 size=99999999999\n", "77777777777", "\u{1f}",
    String(repeating: "\0", count: 512),
  ]

  private static let contents: [[UInt8]] = [
    [], Array("a few words".utf8), [UInt8](repeating: 0, count: 3000),
    (0..<2000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) },
  ]

  private static var tar: [UInt8] {
    var tar = TarWriter()
    for (index, content) in contents.enumerated() { tar.add("folder/\(index).txt", content) }
    return tar.finished()
  }

  private static func zip() throws -> [UInt8] {
    var zip = ZipWriter(path: "a.zip")
    for (index, content) in contents.enumerated() { try zip.add("folder/\(index).txt", content) }
    return zip.finished()
  }

  /// Damages files of a kind and reads each to its end.
  private func run(
    _ name: String, _ seeds: [[UInt8]], path: String, packs: Bool = false,
    read: (URL) throws(ArchiveError) -> Int
  ) throws {
    var mutation = Mutation(of: seeds, words: Self.words, seed: 1)
    var accepted = 0
    try withTemporaryFolder { folder in
      let url = folder.appending(path: path)
      for input in 0..<Mutation.inputs {
        var bytes = mutation.next()
        if packs { bytes = try GzipWriter.packed(bytes, path: path, level: 1) }
        try Data(bytes).write(to: url)
        do throws(ArchiveError) {
          let count = try read(url)
          accepted += 1
          if count > Self.contentLimit { Issue.record("input \(input): \(count) bytes") }
        } catch {
          if error.description.contains("\n") { Issue.record("input \(input): \(error)") }
        }
      }
    }
    print("fuzz \(name): \(Mutation.inputs) inputs, \(accepted) of them accepted")
  }

  private static func members(_ url: URL, _ kind: ArchiveKind) throws(ArchiveError) -> Int {
    var reader = try ArchiveReader(
      url, kind: kind, packing: Packing(fileName: url.lastPathComponent),
      limits: ArchiveLimits(totalBytes: contentLimit, entries: 100))
    var count = 0
    while let member = try reader.next() {
      if member.name.hasPrefix("/") || member.name.split(separator: "/").contains("..") {
        Issue.record("a member is called \(member.name)")
      }
      count += try reader.content(upTo: contentLimit).count
    }
    return count
  }

  @Test("gzip files are unpacked, or refused", .timeLimit(.minutes(60)))
  func gzip() throws {
    let all = Self.contents + [Self.tar]
    let seeds =
      try all.map { try GzipWriter.packed($0, path: "a.gz") }
      + [try GzipWriter.packed(all[3], path: "a.gz", level: 0)]
      + [try GzipWriter.packed(all[1], path: "a.gz") + GzipWriter.packed(all[2], path: "a.gz")]
    try run("gzip", seeds, path: "a.gz") { url throws(ArchiveError) in
      var file = try UnpackedFile(url, packing: .gzip, limit: Self.contentLimit)
      return try file.read(upTo: Self.contentLimit + 1).count
    }
  }

  @Test("tars are read, or refused", .timeLimit(.minutes(60)))
  func tar() throws {
    try run("tar", [Self.tar], path: "a.tar") { url throws(ArchiveError) in
      try Self.members(url, .tar)
    }
  }

  @Test("packed tars are read, or refused", .timeLimit(.minutes(60)))
  func packedTar() throws {
    try run("tar.gz", [Self.tar], path: "a.tar.gz", packs: true) { url throws(ArchiveError) in
      try Self.members(url, .tar)
    }
  }

  @Test("zips are read, or refused", .timeLimit(.minutes(60)))
  func zip() throws {
    try run("zip", [try Self.zip()], path: "a.zip") { url throws(ArchiveError) in
      try Self.members(url, .zip)
    }
  }
}
