public import Core

/// Why bytes could not be read from a file, or written to it.
public enum ArchiveError: ReportableError, Equatable {
  /// The file is absent or refuses to be read.
  case cannotRead(path: String, reason: String)
  /// The file or its folder refuses the bytes.
  case cannotWrite(path: String, reason: String)
  /// The gzip stream stops before its end mark.
  case truncated(path: String, compressedBytes: Int)
  /// The file does not start as a gzip file does.
  case notGzip(path: String, found: [UInt8])
  /// The gzip stream contradicts itself, its checksum included.
  case damaged(path: String, compressedBytes: Int, reason: String)
  /// Something follows the last gzip member.
  case trailingBytes(path: String, offset: Int)
  /// The content is longer than allowed.
  case tooLong(path: String, limit: Int)
  /// A library refused for a reason that is not in the file, such as a lack of memory.
  case libraryFailure(path: String, reason: String)
  /// libarchive cannot go on: another kind of file, a cut or a contradiction.
  case damagedArchive(path: String, reason: String)
  /// A member's name leads out of the archive or cannot be a name.
  case unsafeMember(path: String, member: String, found: String)
  /// A member is neither a file nor a folder.
  case wrongMemberKind(path: String, member: String, found: String)
  /// Two members have the same name, or names that differ in case alone.
  case duplicateMember(path: String, member: String)
  /// The archive has more entries than allowed.
  case tooManyEntries(path: String, limit: Int)
  /// A member is longer than allowed.
  case memberTooLong(path: String, member: String, limit: Int)
  /// A member is not as long as its header says.
  case wrongMemberSize(path: String, member: String, found: Int, expected: Int)
  /// The archive unpacks to many times its size.
  case suspiciousRatio(path: String, limit: Int)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .cannotRead(let path, let reason):
      "\(path): cannot be read: \(reason); check the path and its permissions"
    case .cannotWrite(let path, let reason):
      "\(path): cannot be written: \(reason); make room or name another folder"
    case .truncated(let path, let count):
      "\(path): the gzip stream stops after \(count) compressed bytes without its end mark; "
        + "expected a whole file; \(Self.remedy)"
    case .notGzip(let path, let found):
      "\(path): starts with \(Self.spelt(found)); expected gzip (1f 8b); \(Self.remedy)"
    case .damaged(let path, let count, let reason):
      "\(path): damaged within the first \(count) compressed bytes: \(reason); "
        + "expected intact gzip data; \(Self.remedy)"
    case .trailingBytes(let path, let offset):
      "\(path): bytes that are not gzip follow the data at offset \(offset); "
        + "expected the end of the file; \(Self.remedy)"
    case .tooLong(let path, let limit):
      "\(path): unpacks to more than the \(limit) bytes allowed; "
        + "check unpackedBytes in the manifest, or get the right file"
    case .libraryFailure(let path, let reason):
      "\(path): packing or unpacking cannot go on: \(reason); check the free memory"
    case .damagedArchive(let path, let reason):
      "\(path): cannot be read as an archive (libarchive: \(reason)); "
        + "expected an intact tar or zip; \(Self.remedy)"
    case .unsafeMember(let path, let member, let found):
      "\(path): member \(member.debugDescription) has \(found); "
        + "expected a relative path inside the archive; do not use this archive"
    case .wrongMemberKind(let path, let member, let found):
      "\(path): member \(member.debugDescription) is \(found); "
        + "expected a file or a folder; do not use this archive"
    case .duplicateMember(let path, let member):
      "\(path): member \(member.debugDescription) is there twice, letter case aside; "
        + "expected each name once; do not use this archive"
    case .tooManyEntries(let path, let limit):
      "\(path): has more than the \(limit) entries allowed; \(Self.remedy)"
    case .memberTooLong(let path, let member, let limit):
      "\(path): member \(member.debugDescription) has more than the \(limit) bytes allowed; "
        + "check maxBytes in the manifest, or get the right file"
    case .wrongMemberSize(let path, let member, let found, let expected):
      "\(path): member \(member.debugDescription) has \(found) bytes; "
        + "expected \(expected) by its header; \(Self.remedy)"
    case .suspiciousRatio(let path, let limit):
      "\(path): unpacks to more than \(limit) times its size; "
        + "expected data, not a bomb; do not use this archive"
    }
  }

  private static let remedy = "replace it with an intact copy"

  private static func spelt(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
