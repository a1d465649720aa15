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
    guard seen.insert(name.lowercased()).inserted else {
      throw .duplicateMember(path: path, member: raw)
    }
    return String(name)
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
    for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      if part.elementsEqual("..".utf8) { return "a step out of its folder" }
      if part.isEmpty || part.elementsEqual(".".utf8) { return "an empty step" }
    }
    return nil
  }
}
