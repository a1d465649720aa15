import CZlib

/// Archives laid out byte by byte, so that they can be as wrong as an attacker likes.
enum HandMadeArchive {
  /// One entry of a tar.
  struct TarEntry {
    var name: String
    var content: [UInt8] = []
    /// `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` pipe.
    var kind: Character = "0"
    var target = ""
    /// The size that the header promises, if it lies.
    var promised: Int?
  }

  /// Returns a tar with its end mark.
  static func tar(_ entries: [TarEntry]) -> [UInt8] {
    entries.flatMap { entry in
      let excess = entry.content.count % 512
      return header(entry) + entry.content
        + [UInt8](repeating: 0, count: excess == 0 ? 0 : 512 - excess)
    } + [UInt8](repeating: 0, count: 1024)
  }

  private static func header(_ entry: TarEntry) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func write(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    write(entry.name, at: 0)
    write("0000644", at: 100)
    write(octal(entry.promised ?? entry.content.count, 11), at: 124)
    write(octal(0, 11), at: 136)
    write("        ", at: 148)
    write(String(entry.kind), at: 156)
    write(entry.target, at: 157)
    write("ustar\u{0}00", at: 257)
    write(octal(header.reduce(0) { $0 + Int($1) }, 6), at: 148)
    header[154] = 0
    return header
  }

  /// One entry of a zip.
  struct ZipEntry {
    var name: String
    var content: [UInt8] = []
    /// The Unix mode, in which a symbolic link is `0o120777`.
    var mode: UInt32 = 0o100644
    /// The size that the headers promise, if they lie.
    var promised: Int?
    var checksum: UInt32?
  }

  /// Returns a zip of stored members.
  static func zip(_ entries: [ZipEntry]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let sum = entry.checksum ?? UInt32(lossbenchCRC(entry.content))
      let size = UInt32(entry.promised ?? entry.content.count)
      let common =
        little(20, 2) + little(0x800, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
        + little(sum, 4) + little(size, 4) + little(size, 4)
        + little(UInt32(entry.name.utf8.count), 2) + little(0, 2)
      directory +=
        little(0x0201_4b50, 4) + little(0x0314, 2) + common + little(0, 2) + little(0, 2)
        + little(0, 2) + little(entry.mode << 16, 4) + little(UInt32(bytes.count), 4)
        + Array(entry.name.utf8)
      bytes += little(0x0403_4b50, 4) + common + Array(entry.name.utf8) + entry.content
    }
    let count = UInt32(entries.count)
    return bytes + directory + little(0x0605_4b50, 4) + little(0, 4) + little(count, 2)
      + little(count, 2) + little(UInt32(directory.count), 4) + little(UInt32(bytes.count), 4)
      + little(0, 2)
  }

  private static func little(_ number: UInt32, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) }
  }

  private static func lossbenchCRC(_ bytes: [UInt8]) -> UInt {
    // SAFETY: zlib reads `count` bytes of the buffer within the closure.
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe crc32(0, buffer.baseAddress, UInt32(buffer.count))
    }
  }
}
