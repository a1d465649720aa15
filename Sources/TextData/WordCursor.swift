/// Walks through a text word by word.
///
/// A *word* is a maximal run of Unicode scalars whose general category is a letter (L\*), a mark
/// (M\*) or a number (N\*); everything else separates words and is dropped. Lower-casing, where it
/// is asked for, replaces each scalar on its own by its full lower-case mapping, without regard to
/// its neighbours and after the run was found. Nothing is normalised. In Python:
///
///     words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split(" ")
///     words = ["".join(c.lower() for c in word) for word in words if word]
struct WordCursor {
  /// The bytes of the current word, UTF-8.
  private(set) var word: [UInt8] = []
  /// A hash of ``word``: FNV-1a, 64 bits.
  private(set) var hash: UInt64 = 0
  private var position = 0
  private let lowercases: Bool
  /// For each ASCII byte, what is written for it; 0 for a separator.
  private let ascii: [UInt8]

  init(lowercases: Bool) {
    self.lowercases = lowercases
    word.reserveCapacity(256)
    ascii = (0..<128).map { (byte: UInt8) in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): byte
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): lowercases ? byte | 0x20 : byte
      default: 0
      }
    }
  }

  /// Goes back to the start, for another text.
  mutating func restart() { position = 0 }

  /// Moves to the next word of a text that is valid UTF-8; false at its end.
  mutating func next(in text: Span<UInt8>) -> Bool {
    word.removeAll(keepingCapacity: true)
    hash = Self.hashStart
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        position += 1
        let written = ascii[Int(byte)]
        if written != 0 {
          append(written)
        } else if !word.isEmpty {
          return true
        }
      } else if !appendScalar(of: text), !word.isEmpty {
        return true
      }
    }
    return !word.isEmpty
  }

  private mutating func append(_ byte: UInt8) {
    word.append(byte)
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Reads a scalar beyond ASCII and returns whether it belongs to a word.
  private mutating func appendScalar(of text: Span<UInt8>) -> Bool {
    let lead = text[position]
    let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    var value = UInt32(lead) & (0xff >> UInt32(length + 1))
    for k in 1..<length { value = value << 6 | UInt32(text[position + k] & 0x3f) }
    defer { position += length }
    guard let scalar = Unicode.Scalar(value), Self.isInWord(scalar) else { return false }
    if lowercases {
      for byte in scalar.properties.lowercaseMapping.utf8 { append(byte) }
    } else {
      for k in 0..<length { append(text[position + k]) }
    }
    return true
  }

  private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  private static let hashStart: UInt64 = 0xcbf2_9ce4_8422_2325
}
