public import Foundation

/// A member of an archive.
public struct ArchiveMember: Hashable, Sendable {
  /// The name: relative, with slashes, without `.` or `..`.
  public let name: String
  /// The size its header promises, where it has one; not to be trusted with memory.
  public let bytes: Int?
}

/// The regular files of a tar or zip, one after the other, never written to disk.
///
/// Every entry is checked, also those that are passed over: a name that is absolute, steps out of
/// its folder or is met twice, a link, a device, or more entries or bytes than allowed end the
/// reading. A zero byte ends a name, as it does in the containers.
public struct ArchiveReader: ~Copyable {
  /// The archive's path.
  public let path: String
  private var handle: ArchiveHandle
  private let limits: ArchiveLimits
  private let contentBytes: Int
  private let contentIsRatio: Bool
  private var names: MemberNames
  private var entriesRead = 0
  private var bytesRead = 0
  private var member: ArchiveMember?

  /// Opens an archive.
  ///
  /// - Parameters:
  ///   - url: the archive.
  ///   - kind: the container.
  ///   - packing: how a tar is packed; a zip packs its members itself.
  ///   - limits: how much it may hold.
  /// - Throws: ``ArchiveError`` when it cannot be opened or is another kind of file.
  public init(
    _ url: URL, kind: ArchiveKind, packing: Packing, limits: ArchiveLimits
  ) throws(ArchiveError) {
    precondition(kind == .tar || packing == .none, "a zip packs its members itself")
    path = url.path
    self.limits = limits
    names = MemberNames(archive: url.path)
    let packedBytes = try FileSource(url).byteCount()
    handle = try ArchiveHandle(
      url, kind: kind, packing: packing, packedBytes: packedBytes, limits: limits)
    let ratioBytes = kind == .zip ? limits.bytes(fromPacked: packedBytes) : .max
    contentIsRatio = ratioBytes < limits.totalBytes
    contentBytes = min(ratioBytes, limits.totalBytes)
  }

  /// Goes to the next regular file; nil at the end, when every checksum was right.
  ///
  /// - Throws: ``ArchiveError`` naming the archive and the member.
  public mutating func next() throws(ArchiveError) -> ArchiveMember? {
    member = nil
    while let entry = try handle.next() {
      entriesRead += 1
      if entriesRead > limits.entries {
        throw .tooManyEntries(path: path, limit: limits.entries)
      }
      guard let raw = entry.name else {
        throw .unsafeMember(path: path, member: "", found: "a name that is not UTF-8")
      }
      if case .other(let found) = entry.kind {
        throw .wrongMemberKind(path: path, member: raw, found: found)
      }
      guard let name = try names.accept(raw, isFolder: entry.kind == .folder),
        entry.kind == .file
      else { continue }
      let found = ArchiveMember(name: name, bytes: entry.bytes)
      member = found
      return found
    }
    return nil
  }

  /// Reads the whole of the member that ``next()`` went to.
  ///
  /// - Parameter limit: the most bytes it may have; no memory is taken for more.
  /// - Returns: the bytes.
  /// - Throws: ``ArchiveError/memberTooLong(path:member:limit:)``, or what else is wrong.
  public mutating func content(upTo limit: Int) throws(ArchiveError) -> [UInt8] {
    guard let current = member else { preconditionFailure("next() found no member to read") }
    member = nil
    if let promised = current.bytes, promised > limit {
      throw .memberTooLong(path: path, member: current.name, limit: limit)
    }
    // One byte more than promised, so that a member longer than its header says is noticed.
    let room = min(current.bytes ?? limit, Self.pieceBytes) + 1
    var piece = [UInt8](repeating: 0, count: room)
    var content: [UInt8] = []
    while true {
      let count = try handle.read(into: &piece)
      if count == 0 { break }
      bytesRead += count
      try checkTotal()
      // Most members are one piece, whose memory becomes theirs.
      if content.isEmpty, count == current.bytes, count < room {
        piece.removeLast(room - count)
        return piece
      }
      if content.isEmpty { content.reserveCapacity(current.bytes ?? 0) }
      content.append(contentsOf: piece[..<count])
      if content.count > limit {
        throw .memberTooLong(path: path, member: current.name, limit: limit)
      }
    }
    if let promised = current.bytes, promised != content.count {
      throw .wrongMemberSize(
        path: path, member: current.name, found: content.count, expected: promised)
    }
    return content
  }

  private func checkTotal() throws(ArchiveError) {
    guard bytesRead > contentBytes else { return }
    if contentIsRatio { throw .suspiciousRatio(path: path, limit: limits.ratio) }
    throw .tooLong(path: path, limit: limits.totalBytes)
  }

  private static let pieceBytes = 1 << 18
}
