/// A file by its bytes.
public struct FileIdentity: Codable, Hashable, Sendable {
  /// The size on disk.
  public var bytes: Int
  /// The SHA-256 of the bytes on disk, 64 hexadecimal digits.
  public var sha256: String
  /// How this file came about, for one that is not the publisher's; empty for the publisher's.
  public var note: String

  /// Creates an identity.
  public init(bytes: Int, sha256: String, note: String = "") {
    self.bytes = bytes
    self.sha256 = sha256
    self.note = note
  }
}

/// A file that is known to be served in place of the right one.
public struct KnownBadFile: Codable, Hashable, Sendable {
  /// The SHA-256 of its bytes, 64 hexadecimal digits.
  public var sha256: String
  /// What it is and what to do, for the user who has it.
  public var reason: String

  /// Creates a description.
  public init(sha256: String, reason: String) {
    self.sha256 = sha256
    self.reason = reason
  }
}

extension ManifestFile {
  /// The file itself, and the repacked ones accepted in its place.
  public var identities: [FileIdentity] {
    [FileIdentity(bytes: bytes, sha256: sha256)] + alternatives
  }

  /// Returns the accepted file with this size and digest.
  func identity(bytes: Int, sha256: String) -> FileIdentity? {
    identities.first { $0.bytes == bytes && $0.sha256 == sha256 }
  }
}
