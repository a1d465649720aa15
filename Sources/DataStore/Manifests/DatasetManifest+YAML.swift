import Core

extension DatasetManifest {
  /// Reads a manifest and checks everything that can be checked without the files.
  ///
  /// - Parameters:
  ///   - text: the YAML text.
  ///   - id: the file's stem, which the id inside has to equal.
  ///   - path: the file's path, for messages.
  ///   - decoders: the registry of formats.
  /// - Returns: the manifest, without any mistake.
  /// - Throws: ``ManifestError`` with every mistake found.
  public static func read(
    _ text: String, id: String, path: String, decoders: [any DatasetDecoder.Type]
  ) throws(ManifestError) -> DatasetManifest {
    var mistakes: [YAMLMistake] = []
    let manifest: DatasetManifest?
    do throws(YAMLMistake) {
      let value = try YAMLValue.parse(text)
      manifest = Self.read(value, id: id, decoders: decoders, &mistakes)
    } catch {
      throw ManifestError(path: path, mistakes: [error])
    }
    guard let manifest, mistakes.isEmpty else {
      throw ManifestError(path: path, mistakes: mistakes.sorted { $0.line < $1.line })
    }
    return manifest
  }

  private static func read(
    _ value: YAMLValue, id: String, decoders: [any DatasetDecoder.Type],
    _ mistakes: inout [YAMLMistake]
  ) -> DatasetManifest? {
    guard var fields = YAMLFields(value, subject: "", &mistakes) else { return nil }
    let about = About(&fields, id: id, &mistakes)
    let files = Self.files(&fields, &mistakes)
    let classes = ClassName.list(&fields, &mistakes)
    let splits = SplitRule(&fields, &mistakes)
    let counts = ExpectedCounts(&fields, classCount: classes?.count, &mistakes)
    let isVerified = fields.flag("verified", default: true, &mistakes)
    let digest = isVerified == false ? "" : fields.digest("decodedDigest", &mistakes)
    let hasDuplicates = fields.value("duplicates") != nil
    let duplicates =
      hasDuplicates ? fields.integer("duplicates", in: 0...(.max), &mistakes) : nil
    let decoder = DecoderChoice(
      &fields, decoders: decoders, splits: splits, files: files, &mistakes)
    fields.finish(&mistakes)
    guard let about, let files, let classes, let splits, let counts, let digest, let decoder else {
      return nil
    }
    return DatasetManifest(
      id: id, version: about.version, title: about.title, domain: about.domain, task: about.task,
      licence: about.licence, redistribution: about.redistribution, citation: about.citation,
      homepage: about.homepage, notes: about.notes, files: files, decoder: decoder,
      classes: classes, splits: splits, counts: counts,
      decodedDigest: isVerified == false ? nil : digest, duplicates: duplicates,
      folder: about.folder)
  }

  /// The keys that describe a dataset to people.
  private struct About {
    let version: Int, folder: String, title: String, domain: DatasetDomain, task: DatasetTask,
      licence: String
    let redistribution: Bool, citation: String, homepage: String, notes: String

    init?(_ fields: inout YAMLFields, id: String, _ mistakes: inout [YAMLMistake]) {
      if let value = fields.required("id", &mistakes), value.content != .scalar(id) {
        fields.note("id", value, expected: "\"\(id)\", the file's stem", &mistakes)
      }
      let version = fields.integer("version", in: 1...(.max), &mistakes)
      let folder =
        fields.value("folder") == nil ? id : fields.relativePath("folder", &mistakes)
      let title = fields.text("title", &mistakes)
      let domain = fields.choice("domain", DatasetDomain.self, &mistakes)
      let task = fields.choice("task", DatasetTask.self, &mistakes)
      let licence = fields.text("licence", &mistakes)
      let redistribution = fields.flag("redistribution", &mistakes)
      let citation = fields.text("citation", &mistakes)
      let homepage = fields.text("homepage", &mistakes)
      let notes = fields.text("notes", default: "", &mistakes)
      guard let version, let folder, let title, let domain, let task, let licence,
        let redistribution,
        let citation, let homepage, let notes
      else { return nil }
      self.version = version
      self.folder = folder
      self.title = title
      self.domain = domain
      self.task = task
      self.licence = licence
      self.redistribution = redistribution
      self.citation = citation
      self.homepage = homepage
      self.notes = notes
    }
  }

  private static func files(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> [ManifestFile]? {
    guard let items = fields.list("files", &mistakes) else { return nil }
    var files: [ManifestFile] = []
    for (index, item) in items.enumerated() {
      guard let file = ManifestFile(item, subject: "files[\(index)]", &mistakes) else { continue }
      for (key, clash) in [("path", \ManifestFile.path), ("role", \.role)]
      where files.contains(where: { $0[keyPath: clash] == file[keyPath: clash] }) {
        mistakes.append(
          YAMLMistake(
            line: item.line,
            text: "files[\(index)].\(key) \"\(file[keyPath: clash])\" is used by an earlier file"))
      }
      files.append(file)
    }
    return files.count == items.count ? files : nil
  }
}
