public import Foundation

import Crypto

/// A SHA-256 digest that grows with the bytes it is given.
public struct DigestStream {
  private var hash = SHA256()

  /// Creates the digest of nothing.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: Data) { hash.update(data: bytes) }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// Adds the little-endian bytes of whole numbers, so that a digest does not depend on the machine.
  public mutating func update(_ values: [Int32]) {
    var bytes = [UInt8]()
    bytes.reserveCapacity(values.count * 4)
    for value in values {
      let bits = UInt32(bitPattern: value)
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift)))
      }
    }
    hash.update(data: bytes)
  }

  /// Adds the little-endian bit patterns of floats.
  public mutating func update(_ values: [Float]) {
    update(values.map { Int32(bitPattern: $0.bitPattern) })
  }

  /// Returns the digest as 64 lower-case hexadecimal digits.
  public func hexadecimal() -> String {
    hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// Returns the digest of bytes.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var stream = DigestStream()
    stream.update(bytes)
    return stream.hexadecimal()
  }

  /// Returns the digest of a text's UTF-8 bytes.
  public static func hexadecimal(of text: String) -> String { hexadecimal(of: Array(text.utf8)) }
}
