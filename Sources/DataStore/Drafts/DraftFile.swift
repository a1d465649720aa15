public import Archives
public import Foundation

/// A file that a manifest is drafted for; an archive is listed once.
public struct DraftFile: Sendable {
  /// A file inside an archive.
  public struct Member: Hashable, Sendable {
    /// The name inside the archive.
    public let name: String
    /// The size of its content.
    public let bytes: Int
  }

  /// The file.
  public let url: URL
  /// How it is packed.
  public let packing: Packing
  /// The container; nil for a file that is read as a whole.
  public let archive: ArchiveKind?
  /// The members of an archive in its order.
  public let members: [Member]

  /// The largest content that is drafted: 4 GiB.
  public static let limit = 1 << 32

  /// The name of the file without its folder.
  public var name: String { url.lastPathComponent }
  /// The path, for messages.
  public var path: String { url.path }

  /// Looks at a file; an archive is read to its end.
  public init(_ url: URL) throws {
    self.url = url
    archive = ArchiveKind(fileName: url.lastPathComponent)
    let isPackedTar = archive == .tar && !url.lastPathComponent.lowercased().hasSuffix(".tar")
    packing =
      isPackedTar ? .gzip : archive == .zip ? .none : Packing(fileName: url.lastPathComponent)
    guard let archive else {
      members = []
      let start = try Self.start(url, packing)
      if let fault = DraftFault(start[...]) { throw DraftError.unreadable(path: url.path, fault) }
      return
    }
    var reader = try Self.reader(url, archive, packing)
    var members: [Member] = []
    while let member = try reader.next() {
      let bytes = try member.bytes ?? reader.content(upTo: Self.limit).count
      members.append(Member(name: member.name, bytes: bytes))
    }
    self.members = members
  }

  /// Reads members of an archive; the content of one that is not wanted is passed over.
  public func forEachMember(
    where isWanted: (String) -> Bool, _ body: (Member, [UInt8]) throws -> Void
  ) throws {
    guard let archive else { return }
    var reader = try Self.reader(url, archive, packing)
    while let member = try reader.next() {
      guard isWanted(member.name) else { continue }
      let content = try reader.content(upTo: Self.limit)
      try body(Member(name: member.name, bytes: content.count), content)
    }
  }

  /// Reads a file that is no archive, unpacked.
  public func content() throws -> [UInt8] {
    var source = try UnpackedFile(url, packing: packing, limit: Self.limit)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: ByteSourceSize.piece)
    while true {
      let count = try source.read(into: &piece)
      if count == 0 { return bytes }
      bytes.append(contentsOf: piece[..<count])
    }
  }

  /// The first bytes of a file that is no archive.
  private static func start(_ url: URL, _ packing: Packing) throws -> [UInt8] {
    var source = try UnpackedFile(url, packing: packing, limit: limit)
    return try source.read(upTo: ByteSourceSize.piece)
  }

  private static func reader(
    _ url: URL, _ archive: ArchiveKind, _ packing: Packing
  ) throws(ArchiveError) -> ArchiveReader {
    try ArchiveReader(
      url, kind: archive, packing: packing, limits: ArchiveLimits(totalBytes: limit))
  }
}

extension DraftFile {
  /// Tells the part of a dataset that a path speaks of: a folder or file named after it.
  ///
  /// - Returns: `train`, which what is for validation belongs to as well, or `test`; nil when the
  ///   path names neither.
  public static func part(ofPath path: String) -> String? {
    for step in path.lowercased().split(separator: "/").reversed() {
      if step.contains("test") { return "test" }
      if ["train", "dev", "valid"].contains(where: { step.contains($0) }) { return "train" }
    }
    return nil
  }

  /// Whether a file only explains others.
  public static func isNote(_ path: String) -> Bool {
    let name = path.lowercased().split(separator: "/").last ?? ""
    return name.hasPrefix(".")
      || ["readme", "license", "licence", "copying", "notes"].contains { name.contains($0) }
  }
}
