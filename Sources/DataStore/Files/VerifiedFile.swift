public import Archives
import Core
public import Foundation

/// A file whose size and SHA-256 were compared with its manifest in this process.
///
/// Only the verifier makes one, and decoders take nothing else, so no unverified byte is parsed.
public struct VerifiedFile: Sendable {
  /// Where it lies.
  public let url: URL
  /// What the manifest says of it.
  public let entry: ManifestFile

  /// Compares a file with its manifest: first the size, then the digest.
  ///
  /// - Throws: ``DatasetError`` or ``ArchiveError`` when it differs or cannot be read.
  init(verifying url: URL, as entry: ManifestFile) throws {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    if let size = attributes?[.size] as? Int, size != entry.bytes {
      throw DatasetError.wrongSize(path: url.path, found: size, expected: entry.bytes)
    }
    var source = try FileSource(url)
    let (bytes, digest) = try Self.digest(of: &source)
    guard bytes == entry.bytes else {
      throw DatasetError.wrongSize(path: url.path, found: bytes, expected: entry.bytes)
    }
    guard digest == entry.sha256 else {
      throw DatasetError.wrongDigest(
        path: url.path, bytes: bytes, found: digest, expected: entry.sha256)
    }
    self.url = url
    self.entry = entry
  }

  /// Opens the content, unpacked and within the size the manifest allows.
  public func open() throws(ArchiveError) -> VerifiedContent {
    VerifiedContent(
      try UnpackedFile(url, packing: entry.packing, limit: entry.unpackedBytes), entry: entry)
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

  fileprivate init(_ content: consuming UnpackedFile, entry: ManifestFile) {
    self.content = content
    self.entry = entry
    digest = entry.contentSha256 == nil ? nil : DigestStream()
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
