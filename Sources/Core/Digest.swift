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
    update(values.span) { $0 }
  }

  /// Adds the little-endian bit patterns of floats; every NaN counts as the one of bits 7fc00000.
  public mutating func update(_ values: [Float]) {
    update(values.span) { Int32(bitPattern: $0.isNaN ? Float.nan.bitPattern : $0.bitPattern) }
  }

  /// Adds numbers through a buffer that stays in the cache.
  private mutating func update<Number: BitwiseCopyable>(
    _ values: Span<Number>, bits: (Number) -> Int32
  ) {
    let capacity = 1 << 14
    var buffer = [UInt8](repeating: 0, count: min(values.count, capacity) * 4)
    var start = 0
    while start < values.count {
      let count = min(capacity, values.count - start)
      if count * 4 < buffer.count { buffer.removeLast(buffer.count - count * 4) }
      for index in 0..<count {
        let number = UInt32(bitPattern: bits(values[start + index]))
        buffer[index * 4] = UInt8(truncatingIfNeeded: number)
        buffer[index * 4 + 1] = UInt8(truncatingIfNeeded: number >> 8)
        buffer[index * 4 + 2] = UInt8(truncatingIfNeeded: number >> 16)
        buffer[index * 4 + 3] = UInt8(truncatingIfNeeded: number >> 24)
      }
      hash.update(data: buffer)
      start += count
    }
  }

  /// Returns the digest as 64 lower-case hexadecimal digits.
  public func hexadecimal() -> String {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in hash.finalize() {
      text.append(Self.digit(byte >> 4))
      text.append(Self.digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a")
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
