import Core

/// One file inside an archive, or all that match a pattern.
public struct ManifestMember: Codable, Hashable, Sendable {
  /// What the decoder uses it for; several members may share a role.
  public var role: String
  /// The name inside the archive; `*` stands for any characters but a slash.
  public var path: String
  /// The most bytes of each; memory is never taken for more.
  public var maxBytes: Int
  /// The most members that may match; 1 for a plain name.
  public var maxCount: Int
  /// The SHA-256 of the content, where it is published; for a plain name only.
  public var sha256: String?

  /// Creates a description.
  public init(
    role: String, path: String, maxBytes: Int, maxCount: Int = 1, sha256: String? = nil
  ) {
    self.role = role
    self.path = path
    self.maxBytes = maxBytes
    self.maxCount = maxCount
    self.sha256 = sha256
  }

  /// Whether a member of the archive is meant.
  public func matches(_ name: String) -> Bool { matcher.matches(Array(name.utf8)) }

  /// What compares many names with ``path``.
  var matcher: Matcher { Matcher(pattern: Array(path.utf8)) }

  /// Whether the path stands for any number of names.
  var isPattern: Bool { path.contains("*") }

  /// A path as bytes.
  struct Matcher {
    let pattern: [UInt8]

    /// Whether a name is meant; a path without a star matches itself alone.
    func matches(_ name: [UInt8]) -> Bool { ManifestMember.matches(pattern, name) }
  }

  /// Compares byte by byte; on a difference, the last star takes one byte more.
  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var (p, n) = (pattern.startIndex, name.startIndex)
    var retry: (pattern: Int, name: Int)?
    while n < name.endIndex {
      if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
        retry = (p, n)
        p += 1
      } else if p < pattern.endIndex, pattern[p] == name[n] {
        (p, n) = (p + 1, n + 1)
      } else if let last = retry, name[last.name] != UInt8(ascii: "/") {
        retry = (last.pattern, last.name + 1)
        (p, n) = (last.pattern + 1, last.name + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

extension ManifestMember {
  /// Reads one entry of `members`.
  init?(_ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]) {
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let role = fields.text("role", &mistakes)
    let path = fields.relativePath("path", &mistakes)
    let maxBytes = fields.integer("maxBytes", in: 0...(.max), &mistakes)
    let isPattern = path?.contains("*") ?? false
    let maxCount =
      isPattern ? fields.integer("maxCount", in: 1...(.max), &mistakes) : 1
    let sha256 =
      isPattern || fields.value("sha256") == nil ? nil : fields.digest("sha256", &mistakes)
    fields.finish(&mistakes)
    guard let role, let path, let maxBytes, let maxCount else { return nil }
    self.init(role: role, path: path, maxBytes: maxBytes, maxCount: maxCount, sha256: sha256)
  }

  /// Reads the list `members`; empty when there is none.
  static func list(
    _ fields: inout YAMLFields, subject: String, _ mistakes: inout [YAMLMistake]
  ) -> [ManifestMember]? {
    guard let items = fields.list("members", isOptional: true, &mistakes) else { return nil }
    let members = items.enumerated().compactMap {
      ManifestMember($0.element, subject: "\(subject).members[\($0.offset)]", &mistakes)
    }
    return members.count == items.count ? members : nil
  }
}
