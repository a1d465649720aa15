/// Lines end with a line feed, or a carriage return and one; empty lines are passed over.
///
/// Other Unicode line ends are characters like any other, as text files in the wild hold them.
enum TextLines {
  /// Calls a body with each line that is not empty and its number, from 1.
  static func forEach(
    in text: [UInt8], _ body: (ArraySlice<UInt8>, Int) throws -> Void
  ) rethrows {
    var start = 0
    var number = 1
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      var line = text[start..<end]
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      if !line.isEmpty { try body(line, number) }
      start = end + 1
      number += 1
    }
  }
}
