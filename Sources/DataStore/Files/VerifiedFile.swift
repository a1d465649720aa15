public import Archives
import Core
public import Foundation

/// A file whose size and SHA-256 were compared with its manifest.
///
/// The bytes were hashed in this process, or in an earlier one and have not changed since. Only the
/// verifier makes one, and decoders take nothing else, so no unverified byte is parsed.
public struct VerifiedFile: Sendable {
  /// Where it lies.
  public let url: URL
  /// What the manifest says of it, with the size and digest that it has.
  public let entry: ManifestFile
  /// Whether the bytes were hashed for this value, not earlier.
  let isHashed: Bool

  /// Compares a file with its manifest: first the size, then the digest.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - entry: what the manifest says of it.
  ///   - receipts: what was verified before; nil to hash the bytes whatever is known of them.
  /// - Throws: ``DatasetError`` or ``ArchiveError`` when it differs or cannot be read.
  init(verifying url: URL, as entry: ManifestFile, receipts: ReceiptFolder? = nil) throws {
    try self.init(verifying: url, as: entry, trusting: receipts, noting: receipts)
  }

  /// Hashes the bytes unless a trusted receipt does, and notes the result.
  init(
    verifying url: URL, as entry: ManifestFile, trusting receipts: ReceiptFolder?,
    noting noted: ReceiptFolder?
  ) throws {
    var source = try FileSource(url)
    let status = try source.status()
    let sizes = entry.identities.map(\.bytes)
    // Where wrong files are known by their digest, it is worth looking at files of a wrong size.
    guard sizes.contains(status.bytes) || !entry.knownBad.isEmpty else {
      throw DatasetError.wrongSize(path: url.path, found: status.bytes, expected: entry.bytes)
    }
    if let known = receipts?.digest(of: url.path, status: status),
      let identity = entry.identity(bytes: status.bytes, sha256: known)
    {
      self.init(url, entry, identity, isHashed: false)
      return
    }
    let (bytes, digest) = try Self.digest(of: &source)
    guard let identity = entry.identity(bytes: bytes, sha256: digest) else {
      throw Self.error(url.path, bytes: bytes, digest: digest, entry)
    }
    if try source.status() == status { noted?.note(digest, of: url.path, status: status) }
    self.init(url, entry, identity, isHashed: true)
  }

  private init(_ url: URL, _ entry: ManifestFile, _ identity: FileIdentity, isHashed: Bool) {
    self.url = url
    self.isHashed = isHashed
    var found = entry
    found.bytes = identity.bytes
    found.sha256 = identity.sha256
    if let path = identity.path {
      found.path = path
      found.packing = Packing(fileName: path)
    }
    self.entry = found
  }

  private static func error(
    _ path: String, bytes: Int, digest: String, _ entry: ManifestFile
  ) -> DatasetError {
    if let known = entry.knownBad.first(where: { $0.sha256 == digest }) {
      return .knownBad(path: path, sha256: digest, reason: known.reason)
    }
    guard let expected = entry.identities.first(where: { $0.bytes == bytes }) else {
      return .wrongSize(path: path, found: bytes, expected: entry.bytes)
    }
    return .wrongDigest(path: path, bytes: bytes, found: digest, expected: expected.sha256)
  }

  /// Opens the content, unpacked and within the size the manifest allows.
  public func open() throws(ArchiveError) -> VerifiedContent {
    VerifiedContent(
      try UnpackedFile(url, packing: entry.packing, limit: entry.unpackedBytes), entry: entry,
      isHashed: isHashed)
  }

  private static func digest(
    of source: inout FileSource
  ) throws(ArchiveError) -> (bytes: Int, sha256: String) {
    var stream = DigestStream()
    var piece = [UInt8](repeating: 0, count: ByteSourceSize.piece)
    var bytes = 0
    while true {
      let count = try source.read(into: &piece)
      if count == 0 { return (bytes, stream.hexadecimal()) }
      stream.update(count == piece.count ? piece : Array(piece[..<count]))
      bytes += count
    }
  }
}

/// The verified files of one dataset, by role.
public struct VerifiedFiles: Sendable {
  /// The files in the manifest's order.
  public let all: [VerifiedFile]

  /// Returns the file with a role; the manifest's check made sure that there is one.
  public subscript(role: String) -> VerifiedFile {
    guard let file = all.first(where: { $0.entry.role == role }) else {
      preconditionFailure("no file has the role \(role)")
    }
    return file
  }
}

/// The unpacked content of a verified file.
public struct VerifiedContent: ByteSource, ~Copyable {
  /// The file's path.
  public var path: String { content.path }
  private var content: UnpackedFile
  private var digest: DigestStream?
  private let entry: ManifestFile

  /// The content of a file that was hashed earlier was hashed then too: the same bytes unpack alike.
  fileprivate init(_ content: consuming UnpackedFile, entry: ManifestFile, isHashed: Bool) {
    self.content = content
    self.entry = entry
    digest = isHashed && entry.contentSha256 != nil ? DigestStream() : nil
  }

  /// Reads the next bytes of the content.
  public mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
    let count = try content.read(into: &buffer)
    if count > 0 {
      digest?.update(count == buffer.count ? buffer : Array(buffer[..<count]))
    }
    return count
  }

  /// Compares the content, read to its end, with the digest that was published for it.
  ///
  /// - Throws: ``DatasetError/wrongContent(path:found:expected:)``.
  public func checkContent() throws(DatasetError) {
    guard let digest, let expected = entry.contentSha256 else { return }
    let found = digest.hexadecimal()
    guard found == expected else {
      throw .wrongContent(path: path, found: "SHA-256 \(found)", expected: expected)
    }
  }
}
