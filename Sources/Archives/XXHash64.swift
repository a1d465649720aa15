/// A fast checksum against damage by accident; it does not resist an adversary.
///
/// - Source: Collet, *xxHash fast digest algorithm*, version 0.1.1, XXH64 with seed 0.
public enum XXHash64 {
  /// Returns the checksum of some bytes.
  public static func hash(_ bytes: [UInt8]) -> UInt64 {
    // SAFETY: the bytes are the array's, read within the closure that lends them.
    unsafe bytes.withUnsafeBytes { unsafe hash($0) }
  }

  /// Returns the checksum of a buffer.
  @unsafe
  static func hash(_ buffer: UnsafeRawBufferPointer) -> UInt64 {
    let count = buffer.count
    var position = 0
    var hash: UInt64
    if count >= 32 {
      var (a, b) = (prime1 &+ prime2, prime2)
      var (c, d) = (UInt64(0), 0 &- prime1)
      while position <= count - 32 {
        // SAFETY: the 32 bytes at `position` lie inside, as the loop's condition says.
        unsafe a = round(a, word(buffer, position))
        unsafe b = round(b, word(buffer, position + 8))
        unsafe c = round(c, word(buffer, position + 16))
        unsafe d = round(d, word(buffer, position + 24))
        position += 32
      }
      hash = rotated(a, 1) &+ rotated(b, 7) &+ rotated(c, 12) &+ rotated(d, 18)
      for lane in [a, b, c, d] { hash = (hash ^ round(0, lane)) &* prime1 &+ prime4 }
    } else {
      hash = prime5
    }
    hash &+= UInt64(count)
    // SAFETY: `position` never passes `count`.
    return avalanche(unsafe tail(buffer, from: position, hash))
  }

  /// Takes in the last bytes, fewer than 32.
  @unsafe
  private static func tail(
    _ buffer: UnsafeRawBufferPointer, from start: Int, _ start0: UInt64
  ) -> UInt64 {
    var (position, hash) = (start, start0)
    // SAFETY: each loop or branch reads only as many bytes as it has compared with `count`.
    while position + 8 <= buffer.count {
      hash = rotated(hash ^ round(0, unsafe word(buffer, position)), 27) &* prime1 &+ prime4
      position += 8
    }
    if position + 4 <= buffer.count {
      let half = unsafe buffer.loadUnaligned(fromByteOffset: position, as: UInt32.self)
      hash = rotated(hash ^ (UInt64(UInt32(littleEndian: half)) &* prime1), 23) &* prime2 &+ prime3
      position += 4
    }
    while position < buffer.count {
      // SAFETY: `position` is below `count`.
      hash = rotated(hash ^ (UInt64(unsafe buffer[position]) &* prime5), 11) &* prime1
      position += 1
    }
    return hash
  }

  private static func avalanche(_ value: UInt64) -> UInt64 {
    var hash = value
    hash = (hash ^ (hash >> 33)) &* prime2
    hash = (hash ^ (hash >> 29)) &* prime3
    return hash ^ (hash >> 32)
  }

  // SAFETY: callers compare `position + 8` with the buffer's count.
  @inline(__always) @unsafe
  private static func word(_ buffer: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
    // SAFETY: see above.
    UInt64(littleEndian: unsafe buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
  }

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
}
