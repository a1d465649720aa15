import DataStore

/// What the series of one file look like.
struct SeriesTally {
  /// Class names in the order of the header; empty where the format has none.
  var classes: [String] = []
  /// How many series each label has.
  var labels: [String: Int] = [:]
  /// The channels of every series; nil before the first.
  var channels: Int?
  /// The lengths met.
  var lengths: ClosedRange<Int>?
  /// Whether missing values at the end make up for a shorter series.
  var hasFilledEnds = false

  /// Adds a series; false when it has other channels than the ones before.
  mutating func add(_ label: String, channels count: Int, length: Int) -> Bool {
    guard count > 0, length > 0, channels == nil || channels == count else { return false }
    channels = count
    labels[label, default: 0] += 1
    lengths =
      lengths.map { min($0.lowerBound, length)...max($0.upperBound, length) }
      ?? length...length
    return true
  }
}

/// The files of one problem, and what they say.
struct SeriesProblem {
  /// The role of each file, or of the archive.
  var roles: [String]
  /// What is read from an archive.
  var members: [[ManifestMember]]
  /// What each part holds.
  var parts: [String: SeriesTally]

  /// Takes what was found.
  init(roles: [String], members: [[ManifestMember]], parts: [String: SeriesTally]) {
    (self.roles, self.members, self.parts) = (roles, members, parts)
  }

  /// Finds the files of one problem: one file, a training and a test file, or a pair in an archive;
  /// nil when the files are of another format.
  ///
  /// - Parameters:
  ///   - files: the files given.
  ///   - endings: how their names may end.
  ///   - hints: which problem of an archive is meant.
  ///   - read: reads one file; nil when it is of another format.
  /// - Throws: ``DraftError/severalProblems(path:found:)``, or an error of the archive.
  init?(
    _ files: [DraftFile], endings: [String], _ hints: DraftHints,
    read: ([UInt8], String) throws -> SeriesTally?
  ) throws {
    parts = [:]
    if files.count == 1, files[0].archive != nil {
      guard let pair = try Self.pair(in: files[0], endings, hints) else { return nil }
      members = [pair]
      roles = [files[0].name]
      var contents: [(role: String, bytes: [UInt8], name: String)] = []
      try files[0].forEachMember(where: { name in pair.contains { $0.path == name } }) {
        member, bytes in
        let role = pair.first { $0.path == member.name }?.role ?? "train"
        contents.append((role, bytes, member.name))
      }
      for (role, bytes, name) in contents {
        guard let tally = try read(bytes, name) else { return nil }
        parts[role] = tally
      }
      return
    }
    let hasEnding = files.allSatisfy { file in
      endings.contains { Self.unpackedName(file).hasSuffix($0) }
    }
    guard (1...2).contains(files.count), hasEnding else { return nil }
    roles = Self.roles(of: files)
    members = files.map { _ in [] }
    for (role, file) in zip(roles, files) {
      guard let tally = try read(try file.content(), file.name) else { return nil }
      parts[role] = tally
    }
  }

  /// The roles of one file, or of two: by their names, or training first.
  static func roles(of files: [DraftFile]) -> [String] {
    if files.count == 1 { return ["data"] }
    let named = files.map { DraftFile.part(ofPath: $0.name) }
    return Set(named) == ["train", "test"] ? named.compactMap(\.self) : ["train", "test"]
  }

  /// Labels in order: numbers by size, words by their bytes.
  static func ordered(_ labels: Set<String>) -> [String] {
    labels.sorted { left, right in
      if let a = Double(left), let b = Double(right), a != b { return a < b }
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }

  private static func unpackedName(_ file: DraftFile) -> String {
    let name = file.name.lowercased()
    return name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
  }

  /// The training and the test file of a problem inside an archive.
  private static func pair(
    in file: DraftFile, _ endings: [String], _ hints: DraftHints
  ) throws -> [ManifestMember]? {
    var pairs: [String: [ManifestMember]] = [:]
    for member in file.members where !member.name.hasPrefix("__MACOSX/") {
      guard let last = member.name.split(separator: "/").last,
        let ending = endings.first(where: { last.lowercased().hasSuffix($0) })
      else { continue }
      let stem = last.dropLast(ending.count)
      for (mark, role) in [("_train", "train"), ("_test", "test")]
      where stem.lowercased().hasSuffix(mark) {
        pairs[String(stem.dropLast(mark.count)), default: []].append(
          ManifestMember(role: role, path: member.name, maxBytes: member.bytes))
      }
    }
    pairs = pairs.filter { Set($0.value.map(\.role)).count == 2 && $0.value.count == 2 }
    if let problem = hints.problem {
      guard let pair = pairs[problem] else {
        throw DraftError.severalProblems(path: file.path, found: pairs.keys.sorted())
      }
      return pair
    }
    guard pairs.count <= 1 else {
      throw DraftError.severalProblems(path: file.path, found: pairs.keys.sorted())
    }
    return pairs.values.first
  }

  /// Drafts the manifest of the problem.
  ///
  /// - Parameters:
  ///   - decoder: the format's own keys.
  ///   - classes: the classes in order.
  ///   - normalization: how values are scaled; by default as their channels suggest.
  /// - Returns: the draft; nil for fewer than two classes.
  func draft(
    _ decoder: [YAMLValue.Entry], classes: [String], normalization: SeriesNormalization? = nil
  ) -> ManifestDraft? {
    let lengths = parts.values.compactMap(\.lengths)
    guard let longest = lengths.map(\.upperBound).max(),
      let shortest = lengths.map(\.lowerBound).min(), classes.count >= 2
    else { return nil }
    var decoder = decoder
    decoder.append(.word("length", "\(longest)"))
    if shortest < longest { decoder.append(.word("shortest", "\(shortest)")) }
    let channels = parts.values.compactMap(\.channels).max() ?? 1
    let normalization = normalization ?? (channels > 1 ? .perChannel : .perSeries)
    decoder.append(.word("normalization", normalization.rawValue))
    func counts(_ role: String) -> [Int] { classes.map { parts[role]?.labels[$0] ?? 0 } }
    let isSplit = parts["data"] == nil
    return ManifestDraft(
      domain: .sequences, decoder: decoder, roles: roles, members: members,
      classes: classes.map { ClassName($0) },
      splits: isSplit ? .official : ManifestDraft.derivedSplit,
      // The decoder has to know how many series there are; who has which is counted afterwards.
      counts: ExpectedCounts(
        train: counts(isSplit ? "train" : "data"),
        test: isSplit ? counts("test") : classes.map { _ in 0 }))
  }
}
