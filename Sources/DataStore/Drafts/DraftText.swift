import Archives

extension DraftedManifest {
  /// The manifest as YAML, with a comment at the top that says what is left to do.
  public var text: String {
    var lines = [
      "# Drafted from the files: sizes, digests, columns, classes and counts are measured.",
      "# Write what stands as \(Self.open), check kinds and classes, then: bench data verify "
        + manifest.id,
    ]
    lines += remarks.prefix(Self.mostRemarks).map { "# - \($0)" }
    if remarks.count > Self.mostRemarks {
      lines.append("# - and \(remarks.count - Self.mostRemarks) more like these")
    }
    lines += [
      "id: \(Self.scalar(manifest.id))",
      "version: 1",
      "title: \(Self.open)",
      "domain: \(manifest.domain.rawValue)",
      "task: \(manifest.task.rawValue)",
      "licence: \(Self.open)",
      "redistribution: no",
      "citation: \(Self.open)",
      "homepage: \(Self.open)",
      "",
      "files:",
    ]
    for file in manifest.files {
      lines.append("  - path: \(Self.scalar(file.path))")
      if file.archive == nil { lines.append("    role: \(file.role)") }
      lines += [
        "    urls: [\(file.urls.map(Self.scalar).joined(separator: ", "))]",
        "    bytes: \(file.bytes)",
        "    sha256: \(file.sha256)",
      ]
      if file.packing != Packing(fileName: file.path) {
        lines.append("    packing: \(file.packing.rawValue)")
      }
      lines.append("    unpackedBytes: \(file.unpackedBytes)")
      if !file.members.isEmpty {
        lines.append("    members:")
        lines += file.members.map(Self.flow)
      }
    }
    lines += ["", "decoder:"]
    if case .mapping(let entries) = manifest.decoder.settings.content {
      for entry in entries { lines += Self.block(entry) }
    }
    lines += ["", "classes:"]
    lines += manifest.classes.map { "  - \(Self.flow($0))" }
    lines += [
      "splits: \(Self.flow(manifest.splits))",
      "counts:",
      "  train: [\(manifest.counts.train.map(String.init).joined(separator: ", "))]",
      "  test: [\(manifest.counts.test.map(String.init).joined(separator: ", "))]",
      "decodedDigest: \(manifest.decodedDigest ?? "")",
      "duplicates: \(manifest.duplicates ?? 0)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// More lines than this, nobody reads.
  private static let mostRemarks = 20

  private static func block(_ entry: YAMLValue.Entry) -> [String] {
    guard case .list(let items) = entry.value.content,
      items.contains(where: { if case .mapping = $0.content { true } else { false } })
    else { return ["  \(entry.key): \(flow(entry.value))"] }
    return ["  \(entry.key):"] + items.map { "    - \(flow($0))" }
  }

  private static func flow(_ value: YAMLValue) -> String {
    switch value.content {
    case .scalar(let text): scalar(text)
    case .list(let items): "[\(items.map(flow).joined(separator: ", "))]"
    case .mapping(let entries):
      "{\(entries.map { "\($0.key): \(flow($0.value))" }.joined(separator: ", "))}"
    }
  }

  private static func flow(_ name: ClassName) -> String {
    guard !name.spellings.isEmpty else { return scalar(name.name) }
    let spellings = name.spellings.map(scalar).joined(separator: ", ")
    return "{name: \(scalar(name.name)), spellings: [\(spellings)]}"
  }

  private static func flow(_ member: ManifestMember) -> String {
    var parts = [
      "role: \(member.role)", "path: \(scalar(member.path))", "maxBytes: \(member.maxBytes)",
    ]
    if member.isPattern { parts.append("maxCount: \(member.maxCount)") }
    return "      - {\(parts.joined(separator: ", "))}"
  }

  private static func flow(_ splits: SplitRule) -> String {
    switch splits {
    case .official: "official"
    case .stratified(let fraction, let seed):
      "{algorithm: stratified, testFraction: \(fraction), seed: \(seed)}"
    }
  }

  /// Quotes everything that YAML could read as something else than this text.
  private static func scalar(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        case UInt8(ascii: "-"): text.utf8.first != byte
        default: false
        }
      }
    if isPlain { return text }
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "\t": "\\t"
      case "\n": "\\n"
      // YAML would fold or refuse other control characters and line ends.
      case _ where scalar.value < 0x20 || (0x7f...0xa0).contains(scalar.value),
        "\u{2028}", "\u{2029}", "\u{feff}":
        "\\u" + String(String(scalar.value + 0x10000, radix: 16).suffix(4))
      default: String(scalar)
      }
    }.joined()
    return "\"\(escaped)\""
  }
}
