/// Lays files out as a tar, the same bytes each time: no owner, no time stamp.
///
/// - Source: POSIX.1-1988, ustar interchange format.
public struct TarWriter: Sendable {
  private var bytes: [UInt8] = []

  /// Creates an archive without members.
  public init() {}

  /// Appends a regular file.
  ///
  /// - Parameters:
  ///   - name: a relative path of at most 100 ASCII characters.
  ///   - content: its bytes, below 8 GiB.
  public mutating func add(_ name: String, _ content: [UInt8]) {
    precondition(
      (1...100).contains(name.utf8.count) && name.utf8.allSatisfy { $0 < 0x80 },
      "\"\(name)\" does not fit a tar header")
    precondition(content.count < 1 << 33, "\(content.count) bytes do not fit a tar header")
    bytes += Self.header(name, byteCount: content.count)
    bytes += content
    pad(to: Self.block)
  }

  /// Returns the archive with its end mark.
  public func finished() -> [UInt8] {
    var whole = self
    whole.bytes += [UInt8](repeating: 0, count: 2 * Self.block)
    whole.pad(to: 20 * Self.block)
    return whole.bytes
  }

  private static let block = 512

  private mutating func pad(to multiple: Int) {
    let excess = bytes.count % multiple
    if excess > 0 { bytes += [UInt8](repeating: 0, count: multiple - excess) }
  }

  private static func header(_ name: String, byteCount: Int) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func write(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    write(name, at: 0)
    write("0000644\0", at: 100)
    write("0000000\0", at: 108)
    write("0000000\0", at: 116)
    write(octal(byteCount, digits: 11), at: 124)
    write(octal(0, digits: 11), at: 136)
    write("        ", at: 148)
    write("0", at: 156)
    write("ustar\u{0}00", at: 257)
    let sum = header.reduce(0) { $0 + Int($1) }
    write(octal(sum, digits: 6) + "\0 ", at: 148)
    return header
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
