/// The containers that can be read.
public enum ArchiveKind: String, Codable, CaseIterable, Sendable {
  /// tar: ustar, pax or GNU, packed or not.
  case tar
  /// zip with a central directory.
  case zip

  /// The container that a file's name promises; nil when it promises none.
  public init?(fileName: String) {
    let name = fileName.lowercased()
    if name.hasSuffix(".zip") {
      self = .zip
    } else if [".tar", ".tar.gz", ".tgz"].contains(where: name.hasSuffix) {
      self = .tar
    } else {
      return nil
    }
  }
}

/// How much an archive may hold before it is refused.
public struct ArchiveLimits: Hashable, Sendable {
  /// The most entries, folders and members that are passed over included.
  public var entries: Int
  /// The most bytes that may be unpacked: the whole tar, or the members read from a zip.
  public var totalBytes: Int
  /// How many times its own size an archive may unpack to.
  ///
  /// Deflate can shrink zeros 1,032 times; data that are worth reading shrink far less.
  public var ratio: Int

  /// Creates limits; the defaults hold every dataset described here with room to spare.
  public init(totalBytes: Int, entries: Int = 250_000, ratio: Int = 100) {
    precondition(totalBytes >= 0 && entries > 0 && ratio > 0, "limits have to be positive")
    self.entries = entries
    self.totalBytes = totalBytes
    self.ratio = ratio
  }

  /// How many bytes a small archive may hold whatever its ratio: a tar is padded with zeros.
  static let ratioAllowance = 1 << 20

  /// The most bytes that a file of a size may unpack to by the ratio.
  func bytes(fromPacked size: Int) -> Int {
    let (product, overflow) = size.multipliedReportingOverflow(by: ratio)
    return overflow ? .max : max(product, Self.ratioAllowance)
  }
}
