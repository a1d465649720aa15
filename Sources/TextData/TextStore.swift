import Archives
import Core

/// Many texts in one run of bytes.
struct TextStore: Sendable {
  /// The bytes while texts are added; empty for stored texts.
  private var written: [UInt8] = []
  /// The bytes of stored texts, in a mapped file; nil while texts are added.
  private let stored: ResidentArray<UInt8>?
  /// Where each text lies.
  private(set) var ranges: [Range<Int>] = []

  /// Creates a store of no texts.
  init() { stored = nil }

  /// Takes texts that were stored one after the other; nil when their lengths do not fit.
  init?(_ bytes: ResidentArray<UInt8>, lengths: [Int32]) {
    stored = bytes
    ranges.reserveCapacity(lengths.count)
    var end = 0
    for length in lengths {
      guard length >= 0, bytes.count - end >= Int(length) else { return nil }
      ranges.append(end..<end + Int(length))
      end += Int(length)
    }
    guard end == bytes.count else { return nil }
  }

  /// The number of texts.
  var count: Int { ranges.count }

  /// The number of bytes of all texts.
  var byteCount: Int { stored?.count ?? written.count }

  /// Lends all texts, one after the other, in valid UTF-8.
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    if let stored { return stored.withSpan(body) }
    return body(written.span)
  }

  /// Adds the bytes of a text to others.
  func append(_ text: Int, to bytes: inout [UInt8]) {
    let range = ranges[text]
    guard stored != nil else {
      bytes += written[range]
      return
    }
    withBytes { all in
      for place in range { bytes.append(all[place]) }
    }
  }

  /// Takes memory at once for texts of a size.
  mutating func reserve(bytes count: Int) { written.reserveCapacity(count) }

  /// Adds a text made of pieces with a space between them.
  mutating func append(_ pieces: [ArraySlice<UInt8>]) {
    precondition(stored == nil, "stored texts do not grow")
    let start = written.count
    for (index, piece) in pieces.enumerated() {
      if index > 0 { written.append(UInt8(ascii: " ")) }
      written += piece
    }
    ranges.append(start..<written.count)
  }

  /// Adds a text.
  mutating func append(_ text: ArraySlice<UInt8>) {
    precondition(stored == nil, "stored texts do not grow")
    let start = written.count
    written += text
    ranges.append(start..<written.count)
  }

  /// Adds some texts to a digest: for each, its count of bytes (32-bit little-endian), then they.
  func update(_ digest: inout DigestStream, _ texts: [Int]) {
    var piece: [UInt8] = []
    for text in texts {
      let count = UInt32(ranges[text].count)
      for shift: UInt32 in [0, 8, 16, 24] {
        piece.append(UInt8(truncatingIfNeeded: count >> shift))
      }
      append(text, to: &piece)
      if piece.count >= 1 << 20 {
        digest.update(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    digest.update(piece)
  }
}
