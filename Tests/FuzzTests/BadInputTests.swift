import Archives
import Foundation
import TestSupport
import Testing

@Suite("Bad input to every decoder")
struct BadInputTests {
  /// Calls a body with each part of a dataset in turn.
  private func forEachPart(
    _ fuzz: FuzzCase, _ body: (FuzzRun, _ file: Int, _ part: Int, [UInt8]) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let run = try FuzzRun(fuzz, folder: folder, seed: 1)
      for (file, entry) in fuzz.files.enumerated() {
        for (part, content) in entry.parts.enumerated() {
          try body(run, file, part, content.content)
        }
      }
    }
  }

  @Test("nothing at all is refused", arguments: FuzzCase.all)
  func empty(fuzz: FuzzCase) throws {
    // A folder of texts may hold an empty one.
    guard fuzz.name != "text-folders" else { return }
    try forEachPart(fuzz) { run, file, part, _ in
      let failure = try run.failure(of: [], file: file, part: part, "empty")
      #expect(failure != nil, "file \(file), part \(part)")
    }
  }

  @Test("a part cut at any byte is refused, or decodes to all examples", arguments: FuzzCase.all)
  func truncated(fuzz: FuzzCase) throws {
    let isBinary = fuzz.domain == "images"
    try forEachPart(fuzz) { run, file, part, content in
      for length in 0..<min(content.count, 300) {
        let failure = try run.failure(
          of: Array(content[..<length]), file: file, part: part, "cut at \(length)")
        if isBinary { #expect(failure != nil, "file \(file), part \(part), \(length) bytes") }
      }
    }
  }

  @Test("a zero byte or one of 255 anywhere is decoded or refused", arguments: FuzzCase.all)
  func strangeBytes(fuzz: FuzzCase) throws {
    try forEachPart(fuzz) { run, file, part, content in
      for position in 0...min(content.count, 150) {
        for byte: UInt8 in [0, 255] {
          var changed = content
          changed.insert(byte, at: position)
          let failure = try run.failure(
            of: changed, file: file, part: part, "\(byte) at \(position)")
          if fuzz.domain == "text", byte == 0 { #expect(failure != nil, "\(position)") }
        }
      }
    }
  }

  @Test("sizes that overflow are refused in IDX", arguments: [0x7f, 0x80, 0xff] as [UInt8])
  func overflowingSizes(byte: UInt8) throws {
    let fuzz = try #require(FuzzCase.all.first { $0.name == "idx" })
    try forEachPart(fuzz) { run, file, part, content in
      for start in stride(from: 0, to: content[3] == 3 ? 16 : 8, by: 4) {
        var changed = content
        changed.replaceSubrange(start..<start + 4, with: [byte, 255, 255, 255])
        let failure = try run.failure(of: changed, file: file, part: part, "size at \(start)")
        #expect(failure != nil, "file \(file), number at \(start)")
      }
    }
  }

  @Test("a gigabyte of zeros in gzip stops at the limit")
  func bomb() throws {
    let limit = 5 << 20
    // A thousand members of a mebibyte, a few hundred kilobytes in all.
    let member = try GzipWriter.packed([UInt8](repeating: 0, count: 1 << 20), path: "a", level: 9)
    let packed = [[UInt8]](repeating: member, count: 1024).flatMap { $0 }
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.gz")
      try Data(packed).write(to: url)
      var file = try UnpackedFile(url, packing: .gzip, limit: limit)
      var piece = [UInt8](repeating: 1, count: 1 << 16)
      var total = 0
      let error = #expect(throws: ArchiveError.self) {
        while true {
          let count = try file.read(into: &piece)
          if count == 0 { break }
          total += count
        }
      }
      #expect(error == .tooLong(path: url.path, limit: limit))
      #expect(total <= limit)
    }
  }
}
