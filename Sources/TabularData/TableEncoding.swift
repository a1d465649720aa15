import Archives

/// How a table writes characters as bytes.
enum TableEncoding: String, CaseIterable, Sendable {
  /// UTF-8; words that are not are refused.
  case utf8 = "utf-8"
  /// ISO-8859-1: byte `n` is the character U+00`n`.
  case latin1 = "latin-1"
}

/// The bytes of a source in ISO-8859-1, as UTF-8.
struct Latin1Source<Base: ByteSource & ~Copyable>: ByteSource, ~Copyable {
  /// What is read from.
  private(set) var base: Base
  private var piece: [UInt8] = []

  var path: String { base.path }

  init(_ base: consuming Base) { self.base = base }

  /// Reads half as many bytes as there is room for, because each may become two.
  mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
    precondition(buffer.count >= 2, "a character may need two bytes")
    if piece.count != buffer.count / 2 {
      piece = [UInt8](repeating: 0, count: buffer.count / 2)
    }
    let count = try base.read(into: &piece)
    var written = 0
    for place in 0..<count {
      let byte = piece[place]
      if byte < 0x80 {
        buffer[written] = byte
        written += 1
      } else {
        buffer[written] = 0xc0 | byte >> 6
        buffer[written + 1] = 0x80 | byte & 0x3f
        written += 2
      }
    }
    return written
  }
}
