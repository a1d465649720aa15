import Archives
public import DataStore
import Foundation

/// Writes pictures in the PNG format (ISO/IEC 15948:2004): 8 bits a channel, grey or colour.
public enum PNGFile {
  /// Returns the bytes of a file that shows a picture.
  ///
  /// - Throws: ``ArchiveError`` when zlib has no memory.
  public static func bytes(_ image: PreviewImage) throws -> [UInt8] {
    precondition(image.height > 0 && image.width > 0, "an empty picture has no PNG file")
    let rowBytes = image.width * image.channels
    var rows: [UInt8] = []
    for row in 0..<image.height {
      rows.append(0)  // No filter.
      rows += image.pixels[row * rowBytes..<(row + 1) * rowBytes]
    }
    let header =
      bigEndian(image.width) + bigEndian(image.height) + [8, image.channels == 1 ? 0 : 2, 0, 0, 0]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + chunk("IHDR", header)
      + chunk("IDAT", try zlibStream(rows)) + chunk("IEND", [])
  }

  /// Wraps the deflated bytes of a gzip file as a zlib stream (RFC 1950).
  private static func zlibStream(_ content: [UInt8]) throws -> [UInt8] {
    let packed = try GzipWriter.packed(content, path: "PNG")
    // `GzipWriter` writes a header of 10 bytes and a trailer of 8.
    return [0x78, 0x9c] + packed[10..<packed.count - 8] + bigEndian(Int(adler32(content)))
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    return bigEndian(content.count) + body + bigEndian(Int(crc32(body)))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The check value of zlib streams (RFC 1950, 8.2).
  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }

  /// The check value of PNG chunks (ISO/IEC 15948:2004, annex D).
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xffff_ffff as UInt32) { crc, byte in
      table[Int((crc ^ UInt32(byte)) & 0xff)] ^ crc >> 8
    }
  }

  private static let table: [UInt32] = (0..<256).map { (index: UInt32) in
    (0..<8).reduce(index) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
  }
}
