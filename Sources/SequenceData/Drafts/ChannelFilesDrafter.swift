import DataStore

/// Drafts manifests of archives with one file a channel and one of labels for each part.
///
/// A file belongs to a part when its name begins or ends with `train` or `test`, and to the set when
/// both parts have it. Of the files of several values a line, those of the most common length are
/// the channels; of the files of one word a line, one has to be named after labels.
enum ChannelFilesDrafter: ManifestDrafter {
  static let domain = DatasetDomain.sequences

  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    guard files.count == 1, let file = files.first, file.archive != nil else { return nil }
    let wanted = Set(file.members.filter { ChannelFile($0) != nil }.map(\.name))
    guard wanted.count >= 4 else { return nil }
    var found: [ChannelFile] = []
    try file.forEachMember(where: wanted.contains) { member, bytes in
      guard var one = ChannelFile(member), try one.read(bytes) else { return }
      found.append(one)
    }
    guard let set = ChannelSet(found) else { return nil }
    return set.draft(archive: file.name)
  }
}

/// A file of one part, as its name and its content say.
struct ChannelFile {
  let member: DraftFile.Member
  /// `train` or `test`.
  let part: String
  /// What the name says besides the part.
  let channel: String
  /// The name with `{channel}` and `{part}` for what differs.
  let name: String
  private(set) var rows = 0
  /// The values in every row.
  private(set) var length = 0
  /// The first word of each row, where rows have but one.
  private(set) var words: [String] = []

  /// Nil for a name that does not speak of a part.
  init?(_ member: DraftFile.Member) {
    guard !DraftFile.isNote(member.name), !member.name.hasPrefix("__MACOSX/"),
      let last = member.name.split(separator: "/").last, let dot = last.firstIndex(of: ".")
    else { return nil }
    let (stem, ending) = (last[..<dot], last[dot...])
    for part in ["train", "test"] {
      if stem.hasSuffix("_\(part)") {
        channel = String(stem.dropLast(part.count + 1))
        name = "{channel}_{part}\(ending)"
      } else if stem.hasPrefix("\(part)_") {
        channel = String(stem.dropFirst(part.count + 1))
        name = "{part}_{channel}\(ending)"
      } else {
        continue
      }
      (self.member, self.part) = (member, part)
      return
    }
    return nil
  }

  /// Counts rows and values; false where rows differ in length or several values are no numbers.
  mutating func read(_ bytes: [UInt8]) throws -> Bool {
    guard !bytes.contains(0) else { return false }
    var text = try SeriesText(path: member.name, bytes: bytes)
    while let line = text.nextFilledLine() {
      var fields = SeriesFields(line, separator: .blanks)
      var count = 0
      var areNumbers = true
      while let field = fields.next(in: text) {
        count += 1
        areNumbers = areNumbers && (text.number(field) != nil || text.isMissing(field))
      }
      guard rows == 0 || count == length, areNumbers || count == 1 else { return false }
      if count == 1 { words.append(text.text(line)) }
      length = count
      rows += 1
    }
    return rows > 0
  }

  /// Whether the name says that these are labels.
  var isOfLabels: Bool {
    length == 1
      && (["y", "target"].contains(channel.lowercased())
        || ["label", "class"].contains { channel.lowercased().contains($0) })
  }
}

/// The channels and labels of both parts.
private struct ChannelSet {
  private var channels: [ChannelFile] = []
  private var labels: [String: ChannelFile] = [:]
  private let parts = ["train", "test"]

  /// Nil unless there is a file of labels for each part, and channels of one length for both.
  init?(_ files: [ChannelFile]) {
    var lengths: [Int: Int] = [:]
    for file in files where file.length > 1 { lengths[file.length, default: 0] += 1 }
    guard let length = lengths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else {
      return nil
    }
    for part in parts {
      let own = files.filter { $0.part == part }
      let ofLabels = own.filter(\.isOfLabels)
      guard ofLabels.count == 1, let ofLabels = ofLabels.first else { return nil }
      labels[part] = ofLabels
      let ofPart = own.filter { $0.length == length && $0.rows == ofLabels.rows }
      channels += ofPart.sorted { $0.channel.utf8.lexicographicallyPrecedes($1.channel.utf8) }
    }
    guard !names("train").isEmpty, names("train") == names("test"),
      Set(channels.map(\.name)).count == 1, Set(names("train")).count == names("train").count
    else { return nil }
  }

  private func names(_ part: String) -> [String] {
    channels.filter { $0.part == part }.map(\.channel)
  }

  func draft(archive: String) -> ManifestDraft? {
    guard let first = channels.first else { return nil }
    let classes = SeriesProblem.ordered(Set(labels.values.flatMap(\.words)))
    guard (2...1000).contains(classes.count) else { return nil }
    var decoder: [YAMLValue.Entry] = [
      .word("format", ChannelFilesDecoder.format), .words("channels", names("train")),
    ]
    if first.name != ChannelFilesDecoder.Settings.standardFile {
      decoder.append(.word("file", first.name))
    }
    decoder += [
      .word("length", "\(first.length)"),
      .word("normalization", SeriesNormalization.perChannel.rawValue),
    ]
    func counts(_ part: String) -> [Int] {
      classes.map { name in labels[part]?.words.count { $0 == name } ?? 0 }
    }
    return ManifestDraft(
      domain: ChannelFilesDrafter.domain, decoder: decoder, roles: [archive],
      members: [parts.flatMap(members)], classes: classes.map { ClassName($0) },
      splits: .official, counts: ExpectedCounts(train: counts("train"), test: counts("test")))
  }

  private func members(_ part: String) -> [ManifestMember] {
    func member(_ file: ChannelFile, _ role: String) -> ManifestMember {
      ManifestMember(
        role: "\(part)-\(role)", path: file.member.name, maxBytes: file.member.bytes)
    }
    return channels.filter { $0.part == part }.map { member($0, "channels") }
      + (labels[part].map { [member($0, "labels")] } ?? [])
  }
}
