import DataStore

/// Archives whose folders or files are named after the classes.
enum TextFolders {
  /// Drafts an archive with a folder a class, or else a file a class.
  static func draft(_ file: DraftFile) throws -> ManifestDraft? {
    let files = file.members.filter { !DraftFile.isNote($0.name) && $0.bytes > 0 }
    guard try !hasZeroBytes(file, files) else { return nil }
    return try folders(file, files) ?? filesByClass(file, files)
  }

  /// The last step of a path without its ending.
  static func stem(_ path: String) -> Substring? {
    path.split(separator: "/").last?.split(separator: ".").first
  }

  /// A file is a text and its folder's name the class.
  private static func folders(
    _ file: DraftFile, _ files: [DraftFile.Member]
  ) throws -> ManifestDraft? {
    // By what stands above the folder of the class, then by class.
    var tree: [String: [String: [DraftFile.Member]]] = [:]
    for member in files {
      let steps = member.name.split(separator: "/", omittingEmptySubsequences: false)
      guard steps.count >= 2 else { continue }
      let above = steps.dropLast(2).joined(separator: "/")
      tree[above, default: [:]][String(steps[steps.count - 2]), default: []].append(member)
    }
    let tops = tree.filter { $0.value.count >= 2 }
    guard let split = Split(of: tops.keys.sorted()) else { return nil }
    // What only one part has, such as reviews without a label, is no class.
    let classes = tops.values.map { Set($0.keys) }.reduce(nil as Set<String>?) { common, names in
      common?.intersection(names) ?? names
    }
    guard let classes, classes.count >= 2 else { return nil }
    let names = TextSample.ordered(classes)
    let members = split.tops.flatMap { top in
      names.map { name in
        let found = tops[top]?[name] ?? []
        return ManifestMember(
          role: split.role(of: top), path: (top.isEmpty ? "" : top + "/") + "\(name)/*",
          maxBytes: found.map(\.bytes).max() ?? 0, maxCount: found.count)
      }
    }
    return try draft(
      file, members, classFrom: "folder", examples: "files", names.map { ClassName($0) },
      split.rule)
  }

  /// A line is a text and its file's name the class.
  private static func filesByClass(
    _ file: DraftFile, _ files: [DraftFile.Member]
  ) throws -> ManifestDraft? {
    var tree: [String: [DraftFile.Member]] = [:]
    for member in files {
      let steps = member.name.split(separator: "/", omittingEmptySubsequences: false)
      tree[steps.dropLast().joined(separator: "/"), default: []].append(member)
    }
    guard let split = Split(of: tree.keys.sorted()), let names = tree[split.tops[0]]?.map(fileName),
      (2...1000).contains(names.count),
      tree.values.allSatisfy({ $0.map(fileName).sorted() == names.sorted() })
    else { return nil }
    let members = split.tops.flatMap { top in
      (tree[top] ?? []).map {
        ManifestMember(role: split.role(of: top), path: $0.name, maxBytes: $0.bytes)
      }
    }
    let classes = zip(TextSample.ordered(names), distinct(TextSample.ordered(names))).map {
      $0 == $1 ? ClassName($0) : ClassName($1, spellings: [$0])
    }
    return try draft(
      file, members, classFrom: "file", examples: "lines", classes, split.rule)
  }

  private static func draft(
    _ file: DraftFile, _ members: [ManifestMember], classFrom: String, examples: String,
    _ classes: [ClassName], _ rule: SplitRule
  ) throws -> ManifestDraft {
    var encoding = TextEncoding.utf8
    let isRead = Set(
      file.members.map(\.name).filter { name in members.contains { $0.matches(name) } })
    try file.forEachMember(where: isRead.contains) { _, bytes in
      if TextEncoding.firstFault(in: bytes.span) != nil { encoding = .latin1 }
    }
    let sample = TextSample(
      [
        .word("format", TextFilesDecoder.format), .word("classFrom", classFrom),
        .word("examples", examples),
      ], encoding, classes: classes)
    return ManifestDraft(
      domain: TextDrafter.domain, decoder: sample.decoder, roles: [file.name],
      members: [members], classes: sample.classes, splits: rule)
  }

  private static func fileName(_ member: DraftFile.Member) -> String {
    member.name.split(separator: "/").last.map(String.init) ?? member.name
  }

  /// Names without the beginning and the end that all of them share.
  private static func distinct(_ names: [String]) -> [String] {
    func shared(_ names: [[Character]]) -> Int {
      var count = 0
      while let first = names.first, count < first.count,
        names.allSatisfy({ count < $0.count && $0[count] == first[count] })
      { count += 1 }
      return count
    }
    let start = shared(names.map(Array.init))
    let rests = names.map { Array($0.dropFirst(start)) }
    let end = shared(rests.map { Array($0.reversed()) })
    let short = rests.map { String($0.dropLast(end)) }
    return short.contains("") || Set(short).count < names.count ? names : short
  }

  /// Whether a file cannot be text; the largest is looked at.
  private static func hasZeroBytes(
    _ file: DraftFile, _ members: [DraftFile.Member]
  ) throws -> Bool {
    guard let largest = members.max(by: { $0.bytes < $1.bytes }) else { return true }
    var found = false
    try file.forEachMember(where: { $0 == largest.name }) { found = $1.contains(0) }
    return found
  }

  /// The folders of the parts.
  private struct Split {
    let tops: [String]
    let rule: SplitRule

    /// One folder of everything, or one for training and one for testing.
    init?(of tops: [String]) {
      let parts = tops.compactMap { DraftFile.part(ofPath: $0) }
      if tops.count == 2, Set(parts).count == 2 {
        (self.tops, rule) = (tops, .official)
      } else if tops.count == 1 {
        (self.tops, rule) = (tops, ManifestDraft.derivedSplit)
      } else {
        return nil
      }
    }

    func role(of top: String) -> String {
      rule == .official ? DraftFile.part(ofPath: top) ?? "train" : "data"
    }
  }
}
