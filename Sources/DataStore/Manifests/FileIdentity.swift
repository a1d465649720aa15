/// A file by its bytes.
public struct FileIdentity: Codable, Hashable, Sendable {
  /// The size on disk.
  public var bytes: Int
  /// The SHA-256 of the bytes on disk, 64 hexadecimal digits.
  public var sha256: String
  /// How this file came about, for one that is not the publisher's; empty for the publisher's.
  public var note: String
  /// The name below the dataset's folder, for one that has another name; it tells the packing too.
  public var path: String?

  /// Creates an identity.
  public init(bytes: Int, sha256: String, note: String = "", path: String? = nil) {
    self.path = path
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

  /// The names it may have, the publisher's first.
  public var paths: [String] { [path] + alternatives.compactMap(\.path) }

  /// Returns the accepted file with this size and digest.
  func identity(bytes: Int, sha256: String) -> FileIdentity? {
    identities.first { $0.bytes == bytes && $0.sha256 == sha256 }
  }
}
