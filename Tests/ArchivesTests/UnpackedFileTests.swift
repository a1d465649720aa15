import Archives
import Foundation
import TestSupport
import Testing

@Suite("UnpackedFile")
struct UnpackedFileTests {
  private static let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0) }

  private static func read(
    _ url: URL, _ packing: Packing, limit: Int
  ) throws(ArchiveError) -> [UInt8] {
    var file = try UnpackedFile(url, packing: packing, limit: limit)
    return try file.read(upTo: limit + 1)
  }

  @Test("reads plain and packed files alike")
  func plainAndPacked() throws {
    try withTemporaryFolder { folder in
      let plain = folder.appending(path: "a")
      let packed = folder.appending(path: "a.gz")
      try Data(Self.content).write(to: plain)
      try Data(GzipWriter.packed(Self.content, path: "a.gz")).write(to: packed)
      for url in [plain, packed] {
        let packing = Packing(fileName: url.lastPathComponent)
        #expect(try Self.read(url, packing, limit: 5000) == Self.content)
      }
    }
  }

  @Test("stops at the limit", arguments: [Packing.none, .gzip])
  func limit(packing: Packing) throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a")
      let bytes =
        packing == .none ? Self.content : try GzipWriter.packed(Self.content, path: "a")
      try Data(bytes).write(to: url)
      #expect(throws: ArchiveError.tooLong(path: url.path, limit: 4999)) {
        try Self.read(url, packing, limit: 4999)
      }
    }
  }

  @Test("says why a file cannot be opened")
  func absent() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "absent")
      #expect(
        throws: ArchiveError.cannotRead(path: url.path, reason: "No such file or directory")
      ) {
        try Self.read(url, .none, limit: 1)
      }
    }
  }

  @Test("packs the same bytes each time, without a time stamp")
  func deterministic() throws {
    let first = try GzipWriter.packed(Self.content, path: "a", level: 9)
    #expect(first == (try GzipWriter.packed(Self.content, path: "a", level: 9)))
    #expect(Array(first[4..<8]) == [0, 0, 0, 0])
    #expect(first.count < Self.content.count)
  }

  @Test("packs nothing into a valid file")
  func empty() throws {
    var source = try GzipSource(
      MemorySource(path: "a", bytes: try GzipWriter.packed([], path: "a")))
    #expect(try source.read(upTo: 10).isEmpty)
  }
}
