import Archives
import Core
import Foundation
import TestSupport
import Testing

@Suite("ZipWriter")
struct ZipWriterTests {
  private static let members: [(name: String, content: [UInt8])] = [
    ("a/empty", []), ("a/words.txt", Array("two\nwords\n".utf8)),
    ("b.bin", (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0) }),
  ]

  private static func bytes() throws -> [UInt8] {
    var writer = ZipWriter(path: "a.zip")
    for (name, content) in members { try writer.add(name, content) }
    return writer.finished()
  }

  @Test("writes what the reader reads")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.zip")
      try Data(try Self.bytes()).write(to: url)
      var reader = try ArchiveReader(
        url, kind: .zip, packing: .none, limits: ArchiveLimits(totalBytes: 1 << 20))
      for (name, content) in Self.members {
        let member = try reader.next()
        #expect(member?.name == name)
        #expect(member?.bytes == content.count)
        #expect(try reader.content(upTo: 1 << 20) == content)
      }
      #expect(try reader.next() == nil)
    }
  }

  @Test("writes what Python's zipfile finds intact", .enabled(if: python != nil, "no python3"))
  func zipfile() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.zip")
      try Data(try Self.bytes()).write(to: url)
      let process = Process()
      process.executableURL = Self.python
      process.arguments = ["-m", "zipfile", "-t", url.path]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let said = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(String(decoding: said, as: UTF8.self) == "Done testing\n")
    }
  }

  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"]
    .map { URL(filePath: $0) }.first { FileManager.default.isExecutableFile(atPath: $0.path) }

  @Test("writes the same bytes each time")
  func deterministic() throws {
    #expect(try Self.bytes() == Self.bytes())
  }
}
