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
  private let lowercases: Bool
  /// For each byte, what is written for it; 0 for a separator, 255 beyond ASCII.
  private let written: [UInt8]

  init(lowercases: Bool) {
    self.lowercases = lowercases
    written = (0...255).map { (byte: UInt8) in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): byte
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): lowercases ? byte | 0x20 : byte
      case 0x80...: 0xff
      default: 0
      }
    }
  }

  /// Calls a body with each word of a text that is valid UTF-8, until it returns false.
  @inline(__always)
  func forEach(in text: Span<UInt8>, _ body: (borrowing PackedWord) -> Bool) {
    let written = written.span
    var word = PackedWord()
    var position = 0
    while position < text.count {
      word.append(text, from: &position, by: written)
      guard position < text.count else { break }
      let isASCII = written[Int(text[position])] == 0
      let isInWord = !isASCII && append(scalarOf: text, at: position, to: &word)
      position += isASCII ? 1 : Self.length(of: text[position])
      if !isInWord, word.byteCount > 0 {
        word.finish()
        if !body(word) { return }
        word.clear()
      }
    }
    if word.byteCount > 0 {
      word.finish()
      _ = body(word)
    }
  }

  /// Adds a scalar beyond ASCII if it belongs to a word, and returns whether it does.
  @inline(never)
  private func append(
    scalarOf text: Span<UInt8>, at position: Int, to word: inout PackedWord
  ) -> Bool {
    let lead = text[position]
    let length = Self.length(of: lead)
    var value = UInt32(lead) & (0xff >> UInt32(length + 1))
    for k in 1..<length { value = value << 6 | UInt32(text[position + k] & 0x3f) }
    guard let scalar = Unicode.Scalar(value), Self.isInWord(scalar) else { return false }
    if lowercases {
      for byte in scalar.properties.lowercaseMapping.utf8 { word.append(byte) }
    } else {
      for k in 0..<length { word.append(text[position + k]) }
    }
    return true
  }

  /// The bytes of a scalar beyond ASCII.
  @inline(__always)
  private static func length(of lead: UInt8) -> Int { lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4 }

  private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }
}
