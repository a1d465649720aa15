import Archives
import DataStore
import Testing

@testable import ImageData

@Suite("PNG files")
struct PNGFileTests {
  @Test("check values are the published ones")
  func checkValues() {
    // Source: the catalogue of parametrised CRC algorithms ("check") and RFC 1950's algorithm.
    #expect(PNGFile.crc32(Array("123456789".utf8)) == 0xcbf4_3926)
    #expect(PNGFile.adler32(Array("Wikipedia".utf8)) == 0x11e6_0398)
  }

  @Test("a file has its chunks, sizes and pixels", arguments: [1, 3])
  func chunks(channels: Int) throws {
    let image = PreviewImage(
      height: 2, width: 300, channels: channels,
      pixels: (0..<600 * channels).map { UInt8(truncatingIfNeeded: $0 * 7) })
    let file = try PNGFile.bytes(image)
    #expect(file.starts(with: [0x89] + Array("PNG\r\n\u{1a}\n".utf8)))
    var (chunks, position): ([String: [UInt8]], Int) = ([:], 8)
    while position < file.count {
      let length = number(file[position...])
      let type = String(decoding: file[position + 4..<position + 8], as: UTF8.self)
      let body = Array(file[position + 4..<position + 8 + length])
      #expect(number(file[(position + 8 + length)...]) == Int(PNGFile.crc32(body)))
      chunks[type] = Array(body.dropFirst(4))
      position += 12 + length
    }
    #expect(chunks["IHDR"] == [0, 0, 0, 2, 8, channels == 1 ? 0 : 2, 0, 0, 0].sized(300))
    let stride = 300 * channels
    let rows = [0] + image.pixels[..<stride] + [0] + image.pixels[stride...]
    #expect(try unpacked(chunks["IDAT"] ?? []) == rows)
    #expect(chunks["IEND"] == [])
  }

  @Test("a sheet shows each picture enlarged in its place")
  func sheet() {
    let images = (0..<12).map {
      PreviewImage(height: 1, width: 2, channels: 1, pixels: [UInt8($0), UInt8(100 + $0)])
    }
    let sheet = ImageSheet.sheet(images)
    #expect(sheet.width == 10 * (112 + 4) + 4)
    #expect(sheet.height == 2 * (56 + 4) + 4)
    let left = 4 + (112 + 4)
    #expect(sheet.pixels[(4 + 60) * sheet.width + left] == 11)
    #expect(sheet.pixels[(4 + 60) * sheet.width + left + 111] == 111)
    #expect(sheet.pixels[(4 + 60) * sheet.width + left + 112] == 255)
    #expect(sheet.pixels.last == 255)
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  /// Unpacks a zlib stream through the gzip reader, which checks the sum of the content.
  private func unpacked(_ stream: [UInt8]) throws -> [UInt8] {
    let deflated = stream[2..<stream.count - 4]
    #expect(stream.starts(with: [0x78, 0x9c]))
    var plain: [UInt8] = []
    // Without a trailer, the content comes and then an error: the sum is compared below.
    let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var source = try GzipSource(MemorySource(path: "IDAT", bytes: header + deflated))
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while let count = try? source.read(into: &piece), count > 0 { plain += piece[..<count] }
    #expect(number(stream.suffix(4)) == Int(PNGFile.adler32(plain)))
    return plain
  }
}

extension [UInt8] {
  /// The IHDR chunk with a width put in front.
  fileprivate func sized(_ width: Int) -> [UInt8] {
    [0, 0, UInt8(width >> 8), UInt8(width & 255)] + self
  }
}
