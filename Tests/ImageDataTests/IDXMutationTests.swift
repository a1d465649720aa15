import Archives
import Core
import TestSupport
import Testing

@testable import ImageData

@Suite("Mutation of pictures")
struct IDXMutationTests {
  private static let count = 3, height = 4, width = 5

  private static let images = IDXFile.bytes(
    ofImages: (0..<(count * height * width)).map { UInt8($0) }, count: count, height: height,
    width: width)
  private static let labels = IDXFile.bytes(ofLabels: [0, 1, 1])

  /// Numbers that overflow when they are multiplied, and other magic numbers.
  private static let words = [
    "\u{7f}", "\0\0\u{8}\u{3}", "\0\0\u{8}\u{1}", "\0\0\0\0", "\u{7f}\u{7f}\u{7f}\u{7f}",
    "\u{1f}\u{8b}\u{8}",
  ]

  @Test(
    "changed pictures and labels are read, or refused with an error", .timeLimit(.minutes(30)),
    arguments: [1, 2] as [UInt64])
  func plain(seed: UInt64) throws {
    var mutation = Mutation(of: [Self.images, Self.labels], words: Self.words, seed: seed)
    for _ in 0..<Mutation.inputs {
      try Self.check(MemorySource(path: "m", bytes: mutation.next()))
    }
  }

  @Test(
    "changed gzip streams are read, or refused with an error", .timeLimit(.minutes(30)),
    arguments: [3, 4] as [UInt64])
  func packed(seed: UInt64) throws {
    let seeds = try [Self.images, Self.labels].map { try GzipWriter.packed($0, path: "m.gz") }
    var mutation = Mutation(of: seeds + [seeds[0] + seeds[1]], words: Self.words, seed: seed)
    for _ in 0..<Mutation.inputs {
      let source = MemorySource(path: "m.gz", bytes: mutation.next())
      try Self.check(
        try GzipSource(source, pieceBytes: 1 + mutation.number(below: 64)))
    }
  }

  /// Reads a source as pictures; labels have the same header and body.
  private static func check(_ source: consuming some ByteSource & ~Copyable) throws {
    var source = source
    do {
      let pixels = try IDXFile.images(from: &source, count: count, height: height, width: width)
      #expect(pixels.count == count * height * width)
    } catch let error as any ReportableError {
      if error.description.isEmpty { Issue.record("an error says nothing") }
    }
  }
}
