import Core

/// Many texts in one run of bytes.
struct TextStore: Sendable {
  /// All texts, one after the other, in valid UTF-8.
  private(set) var bytes: [UInt8] = []
  /// Where each text lies.
  private(set) var ranges: [Range<Int>] = []

  /// The number of texts.
  var count: Int { ranges.count }

  /// Takes memory at once for texts of a size.
  mutating func reserve(bytes count: Int) { bytes.reserveCapacity(count) }

  /// Adds a text made of pieces with a space between them.
  mutating func append(_ pieces: [ArraySlice<UInt8>]) {
    let start = bytes.count
    for (index, piece) in pieces.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: " ")) }
      bytes += piece
    }
    ranges.append(start..<bytes.count)
  }

  /// Adds a text.
  mutating func append(_ text: ArraySlice<UInt8>) {
    let start = bytes.count
    bytes += text
    ranges.append(start..<bytes.count)
  }

  /// Adds some texts to a digest: for each, its count of bytes (32-bit little-endian), then they.
  func update(_ digest: inout DigestStream, _ texts: [Int]) {
    var piece: [UInt8] = []
    for text in texts {
      let range = ranges[text]
      let count = UInt32(range.count)
      for shift: UInt32 in [0, 8, 16, 24] {
        piece.append(UInt8(truncatingIfNeeded: count >> shift))
      }
      piece += bytes[range]
      if piece.count >= 1 << 20 {
        digest.update(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    digest.update(piece)
  }
}
