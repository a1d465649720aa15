/// The checksum of records in event files: CRC-32 with Castagnoli's polynomial.
///
/// - Source: RFC 3720, section 12.1 (polynomial 0x1EDC6F41, reflected, both ends inverted).
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
    }
  }

  /// Returns the checksum of some bytes.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { value, byte in
      value >> 8 ^ table[Int((value ^ UInt32(byte)) & 0xFF)]
    }
  }

  /// Returns the checksum as record files store it.
  ///
  /// A checksum of bytes that hold checksums is weak, so they are rotated and shifted.
  ///
  /// - Source: TensorFlow, `core/lib/hash/crc32c.h`: rotated right by 15 bits, plus a constant.
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = checksum(bytes)
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }
}
