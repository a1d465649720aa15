import Archives
import Core

extension YAMLFields {
  /// Reads a path that cannot leave the folder it is relative to.
  mutating func relativePath(_ key: String, _ mistakes: inout [YAMLMistake]) -> String? {
    guard let path = text(key, &mistakes), let value = value(key) else { return nil }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isInside = parts.allSatisfy { !["", ".", ".."].contains($0) }
    guard isInside, !path.contains("\\"), !path.contains("\0") else {
      note(key, value, expected: "a relative path without \"..\"", &mistakes)
      return nil
    }
    return path
  }

  /// Reads 64 hexadecimal digits.
  mutating func digest(_ key: String, _ mistakes: inout [YAMLMistake]) -> String? {
    guard let value = required(key, &mistakes) else { return nil }
    if case .scalar(let text) = value.content, text.count == 64,
      text.allSatisfy({ $0.isHexDigit && !$0.isUppercase })
    {
      return text
    }
    note(key, value, expected: "64 lower-case hexadecimal digits", &mistakes)
    return nil
  }
}

extension ManifestFile {
  init?(_ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]) {
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let path = fields.relativePath("path", &mistakes)
    let members = ManifestMember.list(&fields, subject: subject, &mistakes)
    let archive = Self.archive(path, &fields, &mistakes)
    // An archive's members have the roles; its own is never asked for.
    let role = fields.text("role", default: archive == nil ? nil : path, &mistakes)
    let urls = Self.addresses(&fields, &mistakes)
    let bytes = fields.integer("bytes", in: 0...(.max), &mistakes)
    let sha256 = fields.digest("sha256", &mistakes)
    let byName = Packing(fileName: path ?? "")
    let packing = fields.choice("packing", Packing.self, default: byName, &mistakes)
    let unpacked = fields.integer(
      "unpackedBytes", in: 0...(.max),
      default: packing == Packing.none && archive != .zip ? bytes : nil, &mistakes)
    let content =
      fields.value("contentSha256") == nil
      ? nil
      : fields.digest(
        "contentSha256", &mistakes)
    let alternatives = FileIdentity.alternatives(&fields, &mistakes)
    let knownBad = KnownBadFile.list(&fields, &mistakes)
    fields.finish(&mistakes)
    guard let path, let role, let urls, let bytes, let sha256, let packing, let unpacked,
      let alternatives, let knownBad, let members
    else { return nil }
    self.init(
      path: path, role: role, urls: urls, bytes: bytes, sha256: sha256, packing: packing,
      unpackedBytes: unpacked, contentSha256: content, alternatives: alternatives,
      knownBad: knownBad, archive: archive, members: members)
    checkIdentities(line: value.line, subject: subject, &mistakes)
  }

  /// Reads the container of a file with members; a file without is read as a whole.
  private static func archive(
    _ path: String?, _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> ArchiveKind? {
    guard fields.value("members") != nil, let path else { return nil }
    return fields.choice(
      "archive", ArchiveKind.self, default: ArchiveKind(fileName: path), &mistakes)
  }
}

extension ClassName {
  static func list(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> [ClassName]? {
    guard let items = fields.list("classes", &mistakes) else { return nil }
    var classes: [ClassName] = []
    for (index, item) in items.enumerated() {
      guard let name = ClassName(item, subject: "classes[\(index)]", &mistakes) else { continue }
      let taken = classes.flatMap { [$0.name] + $0.spellings }
      for spelling in [name.name] + name.spellings where taken.contains(spelling) {
        mistakes.append(
          YAMLMistake(line: item.line, text: "class \"\(spelling)\" is listed twice"))
      }
      classes.append(name)
    }
    if items.count < 2 {
      mistakes.append(
        YAMLMistake(
          line: items.first?.line ?? fields.line,
          text: "classes lists \(items.count); expected at least 2"))
    }
    return classes.count == items.count ? classes : nil
  }

  private init?(_ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]) {
    if case .scalar(let name) = value.content {
      self.init(name)
      return
    }
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let name = fields.text("name", &mistakes)
    let spellings = fields.texts("spellings", isOptional: true, &mistakes)
    fields.finish(&mistakes)
    guard let name, let spellings else { return nil }
    self.init(name, spellings: spellings)
  }
}

extension SplitRule {
  private enum Algorithm: String, CaseIterable { case stratified }

  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    guard let value = fields.required("splits", &mistakes) else { return nil }
    if value.content == .scalar("official") {
      self = .official
      return
    }
    guard case .mapping = value.content,
      var rule = YAMLFields(value, subject: "splits", &mistakes)
    else {
      fields.note(
        "splits", value, expected: "official, or {algorithm: stratified, testFraction, seed}",
        &mistakes)
      return nil
    }
    let algorithm = rule.choice("algorithm", Algorithm.self, &mistakes)
    let fraction = rule.number(
      "testFraction", "between 0 and 1", where: { $0 > 0 && $0 < 1 }, &mistakes)
    let seed = rule.integer("seed", in: 0...(.max), &mistakes)
    rule.finish(&mistakes)
    guard algorithm != nil, let fraction, let seed else { return nil }
    self = .stratified(testFraction: fraction, seed: UInt64(seed))
  }
}

extension ExpectedCounts {
  init?(_ fields: inout YAMLFields, classCount: Int?, _ mistakes: inout [YAMLMistake]) {
    guard let value = fields.required("counts", &mistakes),
      var counts = YAMLFields(value, subject: "counts", &mistakes)
    else { return nil }
    let train = Self.counts("train", &counts, classCount, &mistakes)
    let test = Self.counts("test", &counts, classCount, &mistakes)
    counts.finish(&mistakes)
    guard let train, let test else { return nil }
    self.init(train: train, test: test)
  }

  private static func counts(
    _ key: String, _ fields: inout YAMLFields, _ classCount: Int?,
    _ mistakes: inout [YAMLMistake]
  ) -> [Int]? {
    guard let texts = fields.texts(key, &mistakes), let value = fields.value(key) else {
      return nil
    }
    let numbers = texts.compactMap { Int($0) }.filter { $0 >= 0 }
    let expected = classCount ?? texts.count
    guard numbers.count == texts.count, numbers.count == expected else {
      fields.note(
        key, value, expected: "\(expected) whole numbers, one for each class", &mistakes)
      return nil
    }
    return numbers
  }
}

extension DecoderChoice {
  init?(
    _ fields: inout YAMLFields, decoders: [any DatasetDecoder.Type], splits: SplitRule?,
    files: [ManifestFile]?, _ mistakes: inout [YAMLMistake]
  ) {
    guard let value = fields.required("decoder", &mistakes),
      var settings = YAMLFields(value, subject: "decoder", &mistakes)
    else { return nil }
    guard let format = settings.text("format", &mistakes) else {
      // Without a format no key is known, so that only the one that is absent can be named.
      if settings.value("format") == nil {
        mistakes.append(YAMLMistake(line: value.line, text: "\"decoder.format\" is missing"))
      }
      return nil
    }
    guard let decoder = decoders.first(where: { $0.format == format }) else {
      let hint = Suggestion.hint(for: format, in: decoders.map { $0.format })
      mistakes.append(
        YAMLMistake(line: value.line, text: "unknown decoder.format \"\(format)\"; \(hint)"))
      return nil
    }
    decoder.check(&settings, &mistakes)
    settings.finish(&mistakes)
    self.init(format: format, settings: value)
    if let splits, let files {
      checkRoles(decoder, splits, files.flatMap(\.contentRoles), line: value.line, &mistakes)
    }
  }

  private func checkRoles(
    _ decoder: any DatasetDecoder.Type, _ splits: SplitRule, _ roles: [String], line: Int,
    _ mistakes: inout [YAMLMistake]
  ) {
    guard let expected = decoder.roles(for: splits) else {
      mistakes.append(
        YAMLMistake(line: line, text: "the \(format) format has official splits only"))
      return
    }
    guard roles.sorted() != expected.sorted() else { return }
    mistakes.append(
      YAMLMistake(
        line: line,
        text: "the files have the roles \(roles.joined(separator: ", ")); the \(format) format "
          + "needs \(expected.joined(separator: ", "))"))
  }
}
