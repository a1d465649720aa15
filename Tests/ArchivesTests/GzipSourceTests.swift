import Archives
import Foundation
import TestSupport
import Testing

@Suite("GzipSource")
struct GzipSourceTests {
  private struct Golden: Decodable {
    struct File: Decodable {
      let packed: Data
      let content: Data
    }
    let files: [String: File]
  }

  private static func golden(_ name: String) throws -> (packed: [UInt8], content: [UInt8]) {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("gzip_files.json"))
    let file = try #require(golden.files[name])
    return (Array(file.packed), Array(file.content))
  }

  private static func unpacked(
    _ packed: [UInt8], pieceBytes: Int = 64, bufferBytes: Int = 1000
  ) throws(ArchiveError) -> [UInt8] {
    var source = try GzipSource(
      MemorySource(path: "a.gz", bytes: packed), pieceBytes: pieceBytes)
    var buffer = [UInt8](repeating: 0, count: bufferBytes)
    var content: [UInt8] = []
    while true {
      let count = try source.read(into: &buffer)
      if count == 0 { return content }
      content += buffer[..<count]
    }
  }

  @Test(
    "unpacks what Python packed, one member or many, with any fields in the header",
    arguments: ["one", "two", "empty", "stored", "flagged", "all flags"])
  func unpacksGolden(name: String) throws {
    let file = try Self.golden(name)
    #expect(try Self.unpacked(file.packed) == file.content)
  }

  @Test(
    "gives the same bytes for any piece and buffer size", arguments: [1, 2, 7, 4096],
    [1, 3, 1 << 16])
  func anySizes(piece: Int, buffer: Int) throws {
    for name in ["two", "all flags"] {
      let file = try Self.golden(name)
      let content = try Self.unpacked(file.packed, pieceBytes: piece, bufferBytes: buffer)
      #expect(content == file.content)
    }
  }

  @Test("refuses a stream cut anywhere, its header included", arguments: ["stored", "flagged"])
  func truncated(name: String) throws {
    let file = try Self.golden(name)
    for length in 0..<file.packed.count {
      #expect(throws: ArchiveError.truncated(path: "a.gz", compressedBytes: length)) {
        try Self.unpacked(Array(file.packed[..<length]))
      }
    }
  }

  @Test("refuses a second member that is cut")
  func truncatedSecondMember() throws {
    let file = try Self.golden("two")
    #expect(
      throws: ArchiveError.truncated(path: "a.gz", compressedBytes: file.packed.count - 1)
    ) {
      try Self.unpacked(file.packed.dropLast())
    }
  }

  @Test("refuses a wrong checksum and a wrong length", arguments: 1...8)
  func wrongTrailer(offset: Int) throws {
    var packed = try Self.golden("one").packed
    packed[packed.count - offset] ^= 1
    #expect(try Self.reason(packed) == "wrong checksum or length")
  }

  @Test("refuses a wrong checksum of the header, a reserved flag and another method")
  func wrongHeader() throws {
    let file = try Self.golden("flagged")
    let changes: [(at: Int, bits: UInt8, reason: String)] = [
      (4, 1, "wrong checksum of the header"), (18, 1, "wrong checksum of the header"),
      (38, 1, "wrong checksum of the header"),
      (2, 1, "unknown method or flags"), (3, 0x20, "unknown method or flags"),
      (3, 0x80, "unknown method or flags"),
    ]
    for change in changes {
      var packed = file.packed
      packed[change.at] ^= change.bits
      // A changed header has another checksum too, so the reserved flags are tried without one.
      if change.at == 3 { packed = Self.unchecked(packed) }
      #expect(try Self.reason(packed) == change.reason, "byte \(change.at)")
    }
  }

  /// Takes the checksum of the header away.
  private static func unchecked(_ flagged: [UInt8]) -> [UInt8] {
    var packed = flagged
    packed[3] &= ~2
    packed.removeSubrange(38..<40)
    return packed
  }

  private static func reason(_ packed: [UInt8]) throws -> String? {
    let error = #expect(throws: ArchiveError.self) { try unpacked(packed) }
    guard case .damaged("a.gz", _, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return nil
    }
    return reason
  }

  @Test(
    "refuses what follows the last member", arguments: [[0x20], [0], [0x1f, 0x20], [0x50, 0x4b]])
  func trailingBytes(garbage: [UInt8]) throws {
    let file = try Self.golden("one")
    #expect(throws: ArchiveError.trailingBytes(path: "a.gz", offset: file.packed.count)) {
      try Self.unpacked(file.packed + garbage)
    }
  }

  @Test("refuses a file that is not gzip", arguments: [Array("<html>".utf8), [0x1f, 0x00, 0x01]])
  func notGzip(bytes: [UInt8]) throws {
    #expect(throws: ArchiveError.notGzip(path: "a.gz", found: Array(bytes.prefix(2)))) {
      try Self.unpacked(bytes)
    }
  }

  @Test("never crashes or hangs on a flipped bit")
  func flippedBits() throws {
    let file = try Self.golden("stored")
    for index in file.packed.indices {
      var packed = file.packed
      packed[index] ^= 0x10
      // Header fields such as the time stamp carry no check; everything else has to be refused.
      let content = try? Self.unpacked(packed)
      #expect(content == nil || content == file.content, "byte \(index)")
    }
  }
}
