import Core
import Foundation

extension ManifestFile {
  /// Reads addresses that a download may use.
  static func addresses(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> [String]? {
    guard let texts = fields.texts("urls", &mistakes), let value = fields.value("urls") else {
      return nil
    }
    guard let wrong = texts.first(where: { !isAddress($0) }) else { return texts }
    mistakes.append(
      YAMLMistake(
        line: value.line,
        text: "\(fields.path("urls")) lists \"\(wrong)\"; "
          + "expected addresses that begin with https:// or http://"))
    return nil
  }

  private static func isAddress(_ text: String) -> Bool {
    guard let url = URL(string: text), let host = url.host(), !host.isEmpty else { return false }
    return ["https", "http"].contains(url.scheme?.lowercased())
  }

  /// Notes digests that are listed twice, or as right and wrong at once.
  func checkIdentities(line: Int, subject: String, _ mistakes: inout [YAMLMistake]) {
    var seen: [String] = []
    for digest in identities.map(\.sha256) + knownBad.map(\.sha256) {
      if seen.contains(digest) {
        mistakes.append(
          YAMLMistake(
            line: line,
            text: "\(subject) lists SHA-256 \(digest) twice; expected each of sha256, "
              + "alternatives and knownBad to be another"))
      }
      seen.append(digest)
    }
  }
}

extension FileIdentity {
  /// Reads the optional `alternatives` of a file.
  static func alternatives(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> [FileIdentity]? {
    fields.mappings("alternatives", &mistakes) { item, mistakes in
      let bytes = item.integer("bytes", in: 0...(.max), &mistakes)
      let sha256 = item.digest("sha256", &mistakes)
      let note = item.text("note", &mistakes)
      let hasPath = item.value("path") != nil
      let path = hasPath ? item.relativePath("path", &mistakes) : nil
      guard let bytes, let sha256, let note, path != nil || !hasPath else { return nil }
      return FileIdentity(bytes: bytes, sha256: sha256, note: note, path: path)
    }
  }
}

extension KnownBadFile {
  /// Reads the optional `knownBad` of a file.
  static func list(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> [KnownBadFile]? {
    fields.mappings("knownBad", &mistakes) { item, mistakes in
      let sha256 = item.digest("sha256", &mistakes)
      let reason = item.text("reason", &mistakes)
      guard let sha256, let reason else { return nil }
      return KnownBadFile(sha256: sha256, reason: reason)
    }
  }
}

extension YAMLFields {
  /// Reads an optional list of mappings; nil when any of them has a mistake.
  mutating func mappings<Item>(
    _ key: String, _ mistakes: inout [YAMLMistake],
    _ read: (inout YAMLFields, inout [YAMLMistake]) -> Item?
  ) -> [Item]? {
    guard let values = list(key, isOptional: true, &mistakes) else { return nil }
    var items: [Item] = []
    for (index, value) in values.enumerated() {
      let name = "\(path(key))[\(index)]"
      guard var fields = YAMLFields(value, subject: name, &mistakes) else { continue }
      let item = read(&fields, &mistakes)
      fields.finish(&mistakes)
      if let item { items.append(item) }
    }
    return items.count == values.count ? items : nil
  }
}
