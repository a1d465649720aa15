import Archives
import Core
import Foundation

/// The whole content of a file, or of a member of an archive.
public struct FileContent: Sendable {
  /// What the decoder uses it for.
  public let role: String
  /// The file's path, for messages; a member's name follows the archive's path.
  public let path: String
  /// The name inside the archive, or below the dataset's folder.
  public let name: String
  /// The bytes, unpacked.
  public let bytes: [UInt8]
}

extension VerifiedFiles {
  /// Reads every file and every listed member, in one pass over each file.
  ///
  /// Members come in the order of the archive, which another copy may not share: whatever depends
  /// on an order has to sort by ``FileContent/name``.
  ///
  /// - Throws: what `body` throws, ``ArchiveError``, or ``DatasetError`` for an absent member.
  public func forEachContent(_ body: (FileContent) throws -> Void) throws {
    for file in all {
      if file.entry.archive == nil {
        try body(try file.content())
      } else {
        try file.forEachMember(body)
      }
    }
  }
}

extension VerifiedFile {
  /// Reads a file that is no archive.
  fileprivate func content() throws -> FileContent {
    var source = try open()
    // A packed file's limit is only that: it says little about the memory needed.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entry.packing == .none ? entry.bytes : 0)
    var piece = [UInt8](repeating: 0, count: ByteSourceSize.piece)
    while true {
      let count = try source.read(into: &piece)
      if count == 0 { break }
      bytes.append(contentsOf: piece[..<count])
    }
    try source.checkContent()
    return FileContent(role: entry.role, path: url.path, name: entry.path, bytes: bytes)
  }

  fileprivate func forEachMember(_ body: (FileContent) throws -> Void) throws {
    guard let kind = entry.archive else { preconditionFailure("\(entry.path) is no archive") }
    var reader = try ArchiveReader(
      url, kind: kind, packing: entry.packing,
      limits: ArchiveLimits(totalBytes: entry.unpackedBytes))
    let archive = url.path
    let matchers = entry.members.map(\.matcher)
    var counts = [Int](repeating: 0, count: entry.members.count)
    while let found = try reader.next() {
      let name = Array(found.name.utf8)
      guard let index = matchers.firstIndex(where: { $0.matches(name) }) else { continue }
      let member = entry.members[index]
      counts[index] += 1
      guard counts[index] <= member.maxCount else {
        throw DatasetError.tooManyMembers(
          path: archive, member: member.path, limit: member.maxCount)
      }
      let content = FileContent(
        role: member.role, path: "\(archive)/\(found.name)", name: found.name,
        bytes: try reader.content(upTo: member.maxBytes))
      try Self.check(content, as: member)
      try body(content)
    }
    if let absent = counts.firstIndex(of: 0) {
      throw DatasetError.missingMember(path: archive, member: entry.members[absent].path)
    }
  }

  private static func check(
    _ content: FileContent, as member: ManifestMember
  ) throws(DatasetError) {
    guard let expected = member.sha256 else { return }
    var stream = DigestStream()
    stream.update(content.bytes)
    let found = stream.hexadecimal()
    guard found == expected else {
      throw .wrongContent(path: content.path, found: "SHA-256 \(found)", expected: expected)
    }
  }
}
