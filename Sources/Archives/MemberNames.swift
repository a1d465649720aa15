/// The names met so far in one archive: each checked, none twice.
///
/// Nothing is ever written under a member's name, yet a name that tries to leave its folder, or two
/// that meet on another file system, means that the archive is not the one that was published.
struct MemberNames {
  private var seen: Set<String> = []
  private let path: String

  /// Creates the names of an archive.
  init(archive path: String) { self.path = path }

  /// Checks a name and returns it without a leading `./` and the slash after a folder.
  ///
  /// Nil stands for the folder that holds everything, `./`.
  ///
  /// - Throws: ``ArchiveError/unsafeMember(path:member:found:)`` or
  ///   ``ArchiveError/duplicateMember(path:member:)``.
  mutating func accept(_ raw: String, isFolder: Bool) throws(ArchiveError) -> String? {
    if isFolder, raw == "./" || raw == "." { return nil }
    var name = raw[...]
    if name.hasPrefix("./") { name = name.dropFirst(2) }
    if isFolder, name.hasSuffix("/") { name = name.dropLast() }
    if let fault = Self.fault(in: name) {
      throw .unsafeMember(path: path, member: raw, found: fault)
    }
    // String equality is canonical equivalence, so two spellings of one accent collide as well.
    guard seen.insert(Self.lowercased(name)).inserted else {
      throw .duplicateMember(path: path, member: raw)
    }
    return String(name)
  }

  /// The name in lower case, in one pass where it is ASCII, as nearly all are.
  private static func lowercased(_ name: Substring) -> String {
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return name.lowercased() }
    let bytes = name.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What is wrong with a name, in words; nil when nothing is.
  private static func fault(in name: Substring) -> String? {
    let bytes = Array(name.utf8)
    if bytes.isEmpty { return "an empty name" }
    if bytes.count > 4096 { return "a name of \(bytes.count) bytes" }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) { return "a control character" }
    if bytes.contains(UInt8(ascii: "\\")) { return "a backslash" }
    if bytes[0] == UInt8(ascii: "/") { return "an absolute path" }
    if bytes.count > 1, bytes[1] == UInt8(ascii: ":") { return "a drive letter" }
    var start = 0
    for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: "/") {
      switch end - start {
      case 0: return "an empty step"
      case 1 where bytes[start] == dot: return "an empty step"
      case 2 where bytes[start] == dot && bytes[start + 1] == dot:
        return "a step out of its folder"
      default: start = end + 1
      }
    }
    return nil
  }

  private static let dot = UInt8(ascii: ".")
}
