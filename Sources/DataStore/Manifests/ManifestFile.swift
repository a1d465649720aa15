public import Archives

/// One file of a dataset: where it is found, and what it has to be.
public struct ManifestFile: Codable, Hashable, Sendable {
  /// The name below the dataset's folder.
  public var path: String
  /// What the decoder uses it for, such as `train-images`.
  public var role: String
  /// Addresses in the order they are tried.
  public var urls: [String]
  /// The size on disk.
  public var bytes: Int
  /// The SHA-256 of the bytes on disk, 64 hexadecimal digits.
  public var sha256: String
  /// How the file is packed.
  public var packing: Packing
  /// The most bytes its content may have; memory is never taken for more.
  public var unpackedBytes: Int
  /// The SHA-256 of the content, where it is published apart from the packed file's.
  public var contentSha256: String?
  /// The container, where members are read from the file; nil when it is read as a whole.
  public var archive: ArchiveKind?
  /// What is read from an archive; every other member is passed over.
  public var members: [ManifestMember]

  /// Creates a description.
  public init(
    path: String, role: String, urls: [String], bytes: Int, sha256: String, packing: Packing,
    unpackedBytes: Int, contentSha256: String? = nil, archive: ArchiveKind? = nil,
    members: [ManifestMember] = []
  ) {
    self.path = path
    self.role = role
    self.urls = urls
    self.bytes = bytes
    self.sha256 = sha256
    self.packing = packing
    self.unpackedBytes = unpackedBytes
    self.contentSha256 = contentSha256
    self.archive = archive
    self.members = members
  }

  /// The roles that decoders ask for: the members' for an archive, else the file's own.
  var contentRoles: [String] {
    guard archive != nil else { return [role] }
    return members.reduce(into: []) { roles, member in
      if !roles.contains(member.role) { roles.append(member.role) }
    }
  }
}
