import Archives
import Foundation
import TestSupport
import Testing

@Suite("Mapped files")
struct MappedFileTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      let length: Int
      let hash: String
    }
    let cases: [Case]
  }

  @Test("the checksum is that of the reference library")
  func checksum() throws {
    let golden = try JSONDecoder().decode(Golden.self, from: Repository.golden("xxhash64.json"))
    for item in golden.cases {
      let bytes = (0..<item.length).map { UInt8((7 * $0 + 13 * item.length) % 251) }
      #expect(XXHash64.hash(bytes) == UInt64(item.hash, radix: 16), "length \(item.length)")
      #expect(ResidentArray(bytes).checksum == XXHash64.hash(bytes))
    }
  }

  @Test("lends what was written, and outlives the file's name")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "deep/numbers")
      var sink = try AtomicSink(url)
      try sink.write(ResidentArray<Int32>([1, -2, 3]))
      try sink.write(ResidentArray<Float>([0.5]))
      #expect(!FileManager.default.fileExists(atPath: url.path))
      try sink.commit()
      let file = try MappedFile(url)
      #expect(file.count == 16)
      try FileManager.default.removeItem(at: url)
      let integers = try #require(ResidentArray<Int32>(file, at: 0, count: 3))
      #expect(integers.array == [1, -2, 3])
      #expect(integers[1] == -2)
      #expect(try #require(ResidentArray<Float>(file, at: 12, count: 1)).array == [0.5])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deep").isEmpty)
    }
  }

  @Test("refuses elements that are not aligned or not inside")
  func bounds() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a")
      try Data(repeating: 7, count: 10).write(to: url)
      let file = try MappedFile(url)
      #expect(ResidentArray<UInt8>(file, at: 0, count: 10) != nil)
      #expect(ResidentArray<UInt8>(file, at: 10, count: 0)?.array == [])
      #expect(ResidentArray<UInt8>(file, at: 0, count: 11) == nil)
      #expect(ResidentArray<UInt8>(file, at: -1, count: 1) == nil)
      #expect(ResidentArray<UInt8>(file, at: 0, count: -1) == nil)
      #expect(ResidentArray<Int32>(file, at: 4, count: 1) != nil)
      #expect(ResidentArray<Int32>(file, at: 2, count: 1) == nil)
      #expect(ResidentArray<Int32>(file, at: 8, count: 1) == nil)
      #expect(ResidentArray<Int32>(file, at: 0, count: .max) == nil)
    }
  }

  @Test("maps an empty file and reports an absent one")
  func edges() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a")
      try Data().write(to: url)
      #expect(try MappedFile(url).count == 0)
      let absent = folder.appending(path: "b")
      #expect(
        throws: ArchiveError.cannotRead(path: absent.path, reason: "No such file or directory")
      ) { try MappedFile(absent) }
    }
  }

  @Test("leaves nothing behind when a file is not committed")
  func abandoned() throws {
    try withTemporaryFolder { folder in
      do {
        var sink = try AtomicSink(folder.appending(path: "a"))
        try sink.write(ResidentArray<UInt8>([1]))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test("says why a file cannot be written")
  func refused() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appending(path: "file"))
      let url = folder.appending(path: "file/a")
      #expect(throws: ArchiveError.cannotWrite(path: url.path, reason: "Not a directory")) {
        _ = try AtomicSink(url)
      }
    }
  }
}
