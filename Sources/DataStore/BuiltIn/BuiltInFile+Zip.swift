import Archives
import Core
public import Foundation

extension BuiltInFile {
  /// One member of a zip, with the role that a decoder asks for.
  public struct Member {
    /// The name inside the archive, in ASCII.
    public var name: String
    /// What the decoder uses it for.
    public var role: String
    /// The bytes.
    public var content: [UInt8]

    /// Creates a member.
    public init(name: String, role: String, content: [UInt8]) {
      self.name = name
      self.role = role
      self.content = content
    }
  }

  /// Packs members into a zip in a folder and describes the file.
  ///
  /// - Throws: ``FileError`` when the folder refuses it.
  public static func writeZip(
    _ members: [Member], path: String, to folder: URL
  ) throws -> ManifestFile {
    let url = folder.appending(path: path)
    var writer = ZipWriter(path: url.path)
    for member in members { try writer.add(member.name, member.content) }
    let bytes = writer.finished()
    try AtomicFile.write(Data(bytes), to: url)
    var stream = DigestStream()
    stream.update(bytes)
    return ManifestFile(
      path: path, role: path, urls: [], bytes: bytes.count, sha256: stream.hexadecimal(),
      packing: .none, unpackedBytes: members.reduce(0) { $0 + $1.content.count }, archive: .zip,
      members: members.map {
        ManifestMember(role: $0.role, path: $0.name, maxBytes: $0.content.count)
      })
  }
}
