/// How a file writes characters as bytes.
enum TextEncoding: String, CaseIterable, Sendable {
  /// UTF-8, checked; a byte order mark at the start is dropped.
  case utf8 = "utf-8"
  /// ISO-8859-1: byte `n` is the character U+00`n`.
  case latin1 = "latin-1"

  /// Returns a file's text as UTF-8.
  ///
  /// - Throws: ``TextDataError`` at the first byte that cannot be text.
  func decoded(_ bytes: [UInt8], path: String) throws(TextDataError) -> [UInt8] {
    if Self.isPlain(bytes.span) { return bytes }
    if let offset = bytes.firstIndex(of: 0) {
      throw .zeroByte(path: path, line: Self.line(of: offset, in: bytes), offset: offset)
    }
    switch self {
    case .utf8:
      if let offset = Self.firstFault(in: bytes.span) {
        throw .notUTF8(path: path, line: Self.line(of: offset, in: bytes), offset: offset)
      }
      return bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    case .latin1:
      guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
      return bytes.flatMap { $0 < 0x80 ? [$0] : [0xc0 | $0 >> 6, 0x80 | $0 & 0x3f] }
    }
  }

  /// Whether a text is ASCII without a zero byte, and so the same in every encoding.
  private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
    // Whole blocks without a branch inside are compared by the processor many bytes at a time.
    var start = 0
    while start < bytes.count {
      let block = bytes.extracting(start..<min(start + 256, bytes.count))
      var faults: UInt8 = 0
      for index in block.indices {
        // Bytes from 1 to 127 become 0 to 126; what is left of them has no upper bit.
        faults |= (block[index] &- 1) | block[index]
      }
      if faults >= 0x80 { return false }
      start += 256
    }
    return true
  }

  private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
  }

  /// The offset of the first sequence that is not UTF-8; nil when all are.
  ///
  /// - Source: RFC 3629, section 4: no overlong forms, no surrogates, nothing above U+10FFFF.
  static func firstFault(in bytes: Span<UInt8>) -> Int? {
    var i = 0
    while i < bytes.count {
      let lead = bytes[i]
      if lead < 0x80 {
        i += 1
        continue
      }
      // What the second byte may be, and how many bytes follow the first.
      let second: ClosedRange<UInt8>
      let following: Int
      switch lead {
      case 0xc2...0xdf: (second, following) = (0x80...0xbf, 1)
      case 0xe0: (second, following) = (0xa0...0xbf, 2)
      case 0xed: (second, following) = (0x80...0x9f, 2)
      case 0xe1...0xef: (second, following) = (0x80...0xbf, 2)
      case 0xf0: (second, following) = (0x90...0xbf, 3)
      case 0xf1...0xf3: (second, following) = (0x80...0xbf, 3)
      case 0xf4: (second, following) = (0x80...0x8f, 3)
      default: return i
      }
      guard i + following < bytes.count, second.contains(bytes[i + 1]) else { return i }
      for k in stride(from: 2, through: following, by: 1) where bytes[i + k] & 0xc0 != 0x80 {
        return i
      }
      i += following + 1
    }
    return nil
  }
}
