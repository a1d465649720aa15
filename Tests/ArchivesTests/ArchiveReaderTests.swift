import Archives
import Foundation
import Testing

private typealias TarEntry = HandMadeArchive.TarEntry
private typealias ZipEntry = HandMadeArchive.ZipEntry

@Suite("Archive reader")
struct ArchiveReaderTests {
  /// Reads a whole archive from a file that is gone afterwards.
  private func read(
    _ bytes: [UInt8], _ name: String, packing: Packing = .none, entries: Int = 100,
    totalBytes: Int = 1 << 20, memberBytes: Int = 1 << 16, ratio: Int = 100
  ) throws -> [String: [UInt8]] {
    let url = URL(filePath: "/tmp/\(UUID().uuidString)-\(name)")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let kind = try #require(ArchiveKind(fileName: name))
    var reader = try ArchiveReader(
      url, kind: kind, packing: packing,
      limits: ArchiveLimits(totalBytes: totalBytes, entries: entries, ratio: ratio))
    var found: [String: [UInt8]] = [:]
    while let member = try reader.next() {
      found[member.name] = try reader.content(upTo: memberBytes)
    }
    return found
  }

  /// The error of reading an archive, with the path left out of its line.
  private func failure(
    _ bytes: [UInt8], _ name: String = "a.tar", packing: Packing = .none, entries: Int = 100,
    totalBytes: Int = 1 << 20, memberBytes: Int = 1 << 16, ratio: Int = 100
  ) -> String {
    do {
      let found = try read(
        bytes, name, packing: packing, entries: entries, totalBytes: totalBytes,
        memberBytes: memberBytes, ratio: ratio)
      return "read \(found.keys.sorted())"
    } catch {
      let line = "\(error)"
      #expect(!line.contains("\n"))
      #expect(line.contains("-\(name): "))
      return line.split(separator: "-\(name): ").last.map(String.init) ?? line
    }
  }

  private func tarEntries(_ names: String...) -> [TarEntry] {
    names.map { TarEntry(name: $0, content: [1, 2]) }
  }

  @Test("members of tar, tar.gz and zip come back as written; folders are passed over")
  func readsMembers() throws {
    let content: [UInt8] = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    let entries = [
      TarEntry(name: "./", kind: "5"), TarEntry(name: "./d/", kind: "5"),
      TarEntry(name: "./d/a.txt", content: content), TarEntry(name: "d/empty"),
      TarEntry(name: "d/h\u{e9}.txt", content: [7]),
    ]
    let expected = ["d/a.txt": content, "d/empty": [], "d/h\u{e9}.txt": [7]]
    let tar = HandMadeArchive.tar(entries)
    #expect(try read(tar, "a.tar") == expected)
    let packed = try GzipWriter.packed(tar, path: "a")
    #expect(try read(packed, "a.tar.gz", packing: .gzip) == expected)
    let zip = HandMadeArchive.zip(
      [ZipEntry(name: "d/", mode: 0o040755)]
        + expected.sorted { $0.key < $1.key }.map { ZipEntry(name: $0.key, content: $0.value) })
    #expect(try read(zip, "a.zip") == expected)
  }

  @Test("names in a zip are UTF-8 whatever the locale")
  func readsNamesInZip() throws {
    let zip = HandMadeArchive.zip([ZipEntry(name: "d/h\u{e9}\u{4e2d}", content: [1])])
    #expect(try read(zip, "a.zip") == ["d/h\u{e9}\u{4e2d}": [1]])
  }

  @Test("the project's own tar is read back, the same bytes each time")
  func readsOwnTar() throws {
    var writer = TarWriter()
    writer.add("x/one", [1])
    writer.add("x/two", [UInt8](repeating: 2, count: 600))
    #expect(writer.finished().count == 10240)
    #expect(
      try read(writer.finished(), "a.tar")
        == ["x/one": [1], "x/two": [UInt8](repeating: 2, count: 600)])
  }

  @Test(
    "a name that leads out of the archive is refused in tar and zip",
    arguments: [
      ("../x", "a step out of its folder"), ("a/../../x", "a step out of its folder"),
      ("/etc/x", "an absolute path"), ("a\\..\\x", "a backslash"), ("C:x", "a drive letter"),
      ("a//x", "an empty step"), ("a/./x", "an empty step"), ("a\nb", "a control character"),
    ])
  func refusesUnsafeNames(name: String, fault: String) {
    let expected =
      "member \(name.debugDescription) has \(fault); expected a relative path inside the archive; "
      + "do not use this archive"
    #expect(failure(HandMadeArchive.tar(tarEntries("fine", name))) == expected)
    // libarchive turns the backslashes of a zip into slashes, which are then refused as steps out.
    if name.contains("\\") { return }
    #expect(
      failure(HandMadeArchive.zip([ZipEntry(name: name, content: [1])]), "a.zip") == expected)
  }

  @Test("a backslash in a zip cannot lead out either")
  func refusesBackslashInZip() {
    let zip = HandMadeArchive.zip([ZipEntry(name: "a\\..\\..\\x", content: [1])])
    #expect(failure(zip, "a.zip").hasSuffix("do not use this archive"))
  }

  @Test("a folder that steps out is refused as well")
  func refusesUnsafeFolder() {
    let tar = HandMadeArchive.tar([TarEntry(name: "../d/", kind: "5")])
    #expect(failure(tar).hasPrefix("member \"../d/\" has a step out of its folder"))
    #expect(
      failure(HandMadeArchive.tar([TarEntry(name: "/", kind: "5")])).hasPrefix(
        "member \"/\" has an empty name"))
  }

  @Test(
    "links, devices and pipes are refused",
    arguments: [
      ("1", "a hard link"), ("2", "a symbolic link"), ("3", "a device"), ("4", "a device"),
      ("6", "a pipe"),
    ] as [(Character, String)])
  func refusesOtherKinds(kind: Character, found: String) {
    let tar = HandMadeArchive.tar(
      tarEntries("fine") + [TarEntry(name: "x", kind: kind, target: "fine")])
    #expect(
      failure(tar)
        == "member \"x\" is \(found); expected a file or a folder; do not use this archive")
  }

  @Test("a symbolic link in a zip is refused")
  func refusesLinkInZip() {
    let zip = HandMadeArchive.zip(
      [ZipEntry(name: "x", content: Array("fine".utf8), mode: 0o120777)])
    #expect(failure(zip, "a.zip").hasPrefix("member \"x\" is a symbolic link"))
  }

  @Test(
    "a name met twice is refused, letter case and composition of accents aside",
    arguments: [("a", "a"), ("d/Read", "d/READ"), ("h\u{e9}", "he\u{301}")])
  func refusesDuplicates(first: String, second: String) {
    #expect(
      failure(HandMadeArchive.tar(tarEntries(first, "other", second)))
        == "member \(second.debugDescription) is there twice, letter case aside; "
        + "expected each name once; do not use this archive")
    #expect(
      failure(
        HandMadeArchive.zip([ZipEntry(name: first), ZipEntry(name: second)]), "a.zip"
      ).contains("is there twice"))
  }

  @Test("more entries than allowed are refused, folders counted")
  func limitsEntries() {
    let folders = (0..<4).map { TarEntry(name: "\($0)/", kind: "5") }
    #expect(
      failure(HandMadeArchive.tar(folders), entries: 3)
        == "has more than the 3 entries allowed; replace it with an intact copy")
  }

  @Test("a member longer than allowed is refused before its bytes are read")
  func limitsMember() {
    var liar = TarEntry(name: "big", content: [1])
    liar.promised = 1 << 33 - 1
    for entry in [TarEntry(name: "big", content: [UInt8](repeating: 1, count: 11)), liar] {
      #expect(
        failure(HandMadeArchive.tar([entry]), memberBytes: 10)
          == "member \"big\" has more than the 10 bytes allowed; "
          + "check maxBytes in the manifest, or get the right file")
    }
  }

  @Test("zeros that unpack to many times the archive's size are refused")
  func refusesBomb() throws {
    let zeros = [UInt8](repeating: 0, count: 8 << 20)
    let tar = HandMadeArchive.tar([TarEntry(name: "zeros", content: zeros)])
    let packed = try GzipWriter.packed(tar, path: "a", level: 9)
    let line =
      "unpacks to more than 100 times its size; expected data, not a bomb; do not use this archive"
    #expect(
      failure(
        packed, "a.tar.gz", packing: .gzip, totalBytes: .max, memberBytes: .max) == line)
    // The member is refused by its size alone where it is asked for, and by the ratio where not.
    #expect(
      failure(
        packed, "a.tar.gz", packing: .gzip, totalBytes: 4 << 20, memberBytes: .max, ratio: 9999)
        == "unpacks to more than the 4194304 bytes allowed; "
        + "check unpackedBytes in the manifest, or get the right file")
  }

  @Test("all members of a zip together are limited")
  func limitsZipTotal() {
    let zip = HandMadeArchive.zip(
      (0..<3).map { ZipEntry(name: "\($0)", content: [UInt8](repeating: 7, count: 50)) })
    #expect(failure(zip, "a.zip", totalBytes: 100).hasPrefix("unpacks to more than the 100 bytes"))
  }

  @Test("an archive cut anywhere gives an error, never a shorter member")
  func refusesTruncation() throws {
    let tar = HandMadeArchive.tar([
      TarEntry(name: "a", content: [UInt8](repeating: 65, count: 700)),
      TarEntry(name: "b", content: [UInt8](repeating: 66, count: 100)),
    ])
    let packed = try GzipWriter.packed(tar, path: "a")
    for length in 0..<packed.count {
      #expect(throws: ArchiveError.self, "\(length) bytes") {
        try read(Array(packed[..<length]), "a.tar.gz", packing: .gzip)
      }
    }
    let zip = HandMadeArchive.zip([ZipEntry(name: "a", content: [1, 2, 3])])
    for length in 0..<zip.count {
      #expect(throws: ArchiveError.self, "\(length) bytes") {
        try read(Array(zip[..<length]), "a.zip")
      }
    }
    // A bare tar has no checksum of the whole: between two members, a cut is a shorter tar.
    #expect(throws: ArchiveError.self) { try read(Array(tar[..<900]), "a.tar") }
  }

  @Test("a wrong checksum is an error in gzip and in zip")
  func comparesChecksums() throws {
    var packed = try GzipWriter.packed(HandMadeArchive.tar(tarEntries("a")), path: "a")
    packed[packed.count - 8] ^= 1
    #expect(failure(packed, "a.tar.gz", packing: .gzip).contains("damaged within"))
    let zip = HandMadeArchive.zip([ZipEntry(name: "a", content: [1, 2], checksum: 5)])
    #expect(failure(zip, "a.zip").contains("CRC"))
  }

  @Test(
    "what is no archive is refused",
    arguments: [
      [], [0], Array("<html>quota exceeded</html>".utf8), [UInt8](repeating: 0x41, count: 2000),
    ])
  func refusesOtherFiles(bytes: [UInt8]) {
    #expect(failure(bytes, "a.tar").contains("cannot be read as an archive"))
    #expect(failure(bytes, "a.zip").contains("cannot be read as an archive"))
  }

  @Test("no byte of a small archive can be changed so that reading crashes or hangs")
  func survivesMutations() throws {
    let tar = HandMadeArchive.tar(tarEntries("a", "d/b"))
    let zip = HandMadeArchive.zip([
      ZipEntry(name: "a", content: [1, 2]), ZipEntry(name: "d/b", content: [3]),
    ])
    for position in 0..<514 where position < 160 || position > 250 {
      for flip: UInt8 in [0xff] {
        var bytes = tar
        bytes[position] ^= flip
        _ = try? read(bytes, "a.tar")
      }
    }
    for position in zip.indices {
      for flip: UInt8 in [0xff] {
        var bytes = zip
        bytes[position] ^= flip
        _ = try? read(bytes, "a.zip")
      }
    }
  }
}
