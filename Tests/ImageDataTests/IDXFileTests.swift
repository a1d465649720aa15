import Archives
import Testing

@testable import ImageData

@Suite("IDXFile")
struct IDXFileTests {
  private static let pixels = (0..<24).map { UInt8($0) }
  private static let file = IDXFile.bytes(ofImages: pixels, count: 2, height: 3, width: 4)

  private static func images(
    _ bytes: [UInt8], count: Int = 2, height: Int = 3, width: Int = 4
  ) throws -> [UInt8] {
    var source = MemorySource(path: "a", bytes: bytes)
    return try IDXFile.images(from: &source, count: count, height: height, width: width)
  }

  private static func labels(_ bytes: [UInt8], count: Int = 3) throws -> [Int32] {
    var source = MemorySource(path: "a", bytes: bytes)
    return try IDXFile.labels(from: &source, count: count, classCount: 10)
  }

  @Test("lays the header out as published")
  func header() {
    #expect(Self.file.prefix(16) == [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4])
    #expect(IDXFile.bytes(ofLabels: [7, 9]) == [0, 0, 8, 1, 0, 0, 0, 2, 7, 9])
  }

  @Test("reads what it wrote")
  func roundTrip() throws {
    #expect(try Self.images(Self.file) == Self.pixels)
    #expect(try Self.labels(IDXFile.bytes(ofLabels: [7, 0, 9])) == [7, 0, 9])
  }

  @Test("refuses a file cut at any byte of its header", arguments: 0..<16)
  func shortHeader(length: Int) {
    #expect(throws: ImageDataError.shortHeader(path: "a", found: length, expected: 16)) {
      try Self.images(Array(Self.file[..<length]))
    }
  }

  @Test("refuses a file cut at any byte of its data", arguments: 0..<24)
  func truncated(length: Int) {
    #expect(throws: ImageDataError.truncated(path: "a", found: length, expected: 24)) {
      try Self.images(Array(Self.file[..<(16 + length)]))
    }
  }

  @Test("refuses bytes after the data")
  func trailing() {
    #expect(throws: ImageDataError.trailingBytes(path: "a", expected: 24)) {
      try Self.images(Self.file + [0])
    }
  }

  @Test("refuses another magic number, labels for pictures included")
  func wrongMagic() {
    #expect(throws: ImageDataError.wrongMagic(path: "a", found: 0x0801, expected: 0x0803)) {
      try Self.images(IDXFile.bytes(ofLabels: [1, 2, 3]))
    }
    #expect(throws: ImageDataError.wrongMagic(path: "a", found: 0x1f8b_0800, expected: 0x0801)) {
      try Self.labels([0x1f, 0x8b, 8, 0])
    }
  }

  @Test(
    "refuses every extent that is not the promised one, before taking memory for it",
    arguments: [(4, "count", 2), (8, "height", 3), (12, "width", 4)])
  func wrongExtent(offset: Int, name: String, expected: Int) {
    var bytes = Self.file
    bytes.replaceSubrange(offset..<offset + 4, with: [255, 255, 255, 255])
    #expect(
      throws: ImageDataError.wrongExtent(
        path: "a", name: name, found: 4_294_967_295, expected: expected)
    ) {
      try Self.images(bytes)
    }
  }

  @Test("refuses a label that names no class")
  func labelRange() {
    #expect(
      throws: ImageDataError.labelOutOfRange(path: "a", example: 1, found: 10, classCount: 10)
    ) {
      try Self.labels(IDXFile.bytes(ofLabels: [9, 10, 0]))
    }
  }

  @Test(
    "says file, found, expected and what to do",
    arguments: [
      (
        ImageDataError.shortHeader(path: "a", found: 3, expected: 16),
        "a: ends after 3 bytes; expected a header of 16; replace the file with an intact copy"
      ),
      (
        .wrongMagic(path: "a", found: 2049, expected: 2051),
        "a: starts with the number 2049; expected 2051 (IDX pictures of bytes); "
          + "check the file's role in the manifest"
      ),
      (
        .wrongExtent(path: "a", name: "height", found: 32, expected: 28),
        "a: its header says height 32; expected 28; "
          + "correct the manifest or get the right file"
      ),
      (
        .truncated(path: "a", found: 10, expected: 24),
        "a: ends after 10 bytes of data; expected 24; replace the file with an intact copy"
      ),
      (
        .trailingBytes(path: "a", expected: 24),
        "a: goes on after its 24 bytes of data; expected the end; "
          + "replace the file with an intact copy"
      ),
      (
        .labelOutOfRange(path: "a", example: 1, found: 10, classCount: 10),
        "a: example 1 has the label 10; expected 0 to 9; "
          + "correct classes in the manifest or get the right file"
      ),
    ])
  func text(error: ImageDataError, expected: String) {
    #expect(error.description == expected)
  }
}
