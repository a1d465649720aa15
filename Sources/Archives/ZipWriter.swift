/// Lays files out as a zip, the same bytes each time: no time stamp, no extra fields.
///
/// - Source: PKWARE, APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
public struct ZipWriter: Sendable {
  private let path: String
  private var members: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Creates an archive without members; the path is for messages.
  public init(path: String) { self.path = path }

  /// Appends a regular file, deflated.
  ///
  /// - Parameters:
  ///   - name: a relative path in ASCII.
  ///   - content: its bytes; the whole archive stays below 4 GiB.
  /// - Throws: ``ArchiveError/libraryFailure(path:reason:)`` when zlib has no memory.
  public mutating func add(_ name: String, _ content: [UInt8]) throws(ArchiveError) {
    precondition(
      (1...4096).contains(name.utf8.count) && name.utf8.allSatisfy { $0 < 0x80 },
      "\"\(name)\" does not fit a zip header")
    // A gzip member without a name is ten bytes, the deflated data, then checksum and size.
    let packed = try GzipWriter.packed(content, path: path)
    let data = packed[10..<packed.count - 8]
    let offset = members.count
    precondition(
      offset + data.count + directory.count < 1 << 31 && count < 65_535,
      "\(name) does not fit a zip of four-byte sizes")
    let common =
      Self.little(20, 2) + Self.little(0, 2) + Self.little(8, 2) + Self.little(0, 2)
      + Self.little(Self.firstDay, 2) + packed[(packed.count - 8)..<(packed.count - 4)]
      + Self.little(data.count, 4) + Self.little(content.count, 4)
      + Self.little(name.utf8.count, 2) + Self.little(0, 2)
    members += Self.little(0x0403_4b50, 4) + common + Array(name.utf8) + data
    directory +=
      Self.little(0x0201_4b50, 4) + Self.little(0x0314, 2) + common + Self.little(0, 6)
      + Self.little(0o100644 << 16, 4) + Self.little(offset, 4) + Array(name.utf8)
    count += 1
  }

  /// Returns the archive with its directory.
  public func finished() -> [UInt8] {
    members + directory + Self.little(0x0605_4b50, 4) + Self.little(0, 4)
      + Self.little(count, 2) + Self.little(count, 2) + Self.little(directory.count, 4)
      + Self.little(members.count, 4) + Self.little(0, 2)
  }

  /// 1 January 1980, the first day that a zip can name.
  private static let firstDay = 0x21

  private static func little(_ number: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
