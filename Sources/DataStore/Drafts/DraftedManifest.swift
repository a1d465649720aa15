import Archives
import Core
public import Foundation

/// A manifest made from files, decoded once with the registered decoder, so that its counts and
/// digests are those of the files.
public struct DraftedManifest: Sendable {
  /// The manifest; title, licence, citation and home page are still to be written.
  public let manifest: DatasetManifest
  /// What its author should look at, a line each.
  public let remarks: [String]

  /// Drafts a manifest.
  ///
  /// - Parameters:
  ///   - id: the id of the dataset.
  ///   - files: its files; training before test.
  ///   - hints: what the files do not say.
  ///   - drafters: the registry of formats.
  ///   - decoders: the registry of decoders.
  /// - Throws: ``DraftError``, or an error of a drafter or decoder.
  public init(
    id: String, files: [URL], hints: DraftHints, drafters: [any ManifestDrafter.Type],
    decoders: [any DatasetDecoder.Type]
  ) throws {
    let looked = try files.map { try DraftFile($0) }
    guard let draft = try Self.draft(looked, hints, drafters) else {
      throw DraftError.unknownFormat(files: files.map(\.lastPathComponent))
    }
    let entries = try looked.indices.map { index in
      let urls = hints.addresses.indices.contains(index) ? [hints.addresses[index]] : []
      return try Self.entry(
        looked[index], role: draft.roles[index], members: draft.members[index], urls: urls)
    }
    let zeros = [Int](repeating: 0, count: draft.classes.count)
    var manifest = DatasetManifest(
      id: id, version: 1, title: Self.open, domain: draft.domain, task: .classification,
      licence: Self.open, redistribution: false, citation: Self.open, homepage: Self.open,
      notes: "", files: entries,
      decoder: DecoderChoice(
        format: draft.format, settings: YAMLValue(.mapping(draft.decoder))),
      classes: draft.classes, splits: draft.splits,
      counts: draft.counts ?? ExpectedCounts(train: zeros, test: zeros), decodedDigest: "")
    guard let decoder = decoders.first(where: { $0.format == draft.format }) else {
      preconditionFailure("no decoder for the drafted format \(draft.format)")
    }
    let verified = VerifiedFiles(
      all: try zip(files, entries).map { try VerifiedFile(verifying: $0, as: $1) })
    let decoded = try decoder.decode(manifest, files: verified)
    manifest.counts = ExpectedCounts(
      trainLabels: decoded.trainLabels, testLabels: decoded.testLabels,
      classCount: draft.classes.count)
    manifest.decodedDigest = decoded.digest
    manifest.duplicates = decoded.duplicateCount()
    self.manifest = manifest
    remarks = draft.remarks + Self.remarks(on: manifest)
  }

  /// Names the classes that a part lacks.
  private static func remarks(on manifest: DatasetManifest) -> [String] {
    [("training", manifest.counts.train), ("test", manifest.counts.test)].flatMap { part, counts in
      zip(manifest.classNames, counts).filter { $0.1 == 0 }.map { name, _ in
        "class \(name.debugDescription) has no \(part) example"
      }
    }
  }

  /// What stands where a person has to write.
  public static let open = "FILL IN"

  private static func draft(
    _ files: [DraftFile], _ hints: DraftHints, _ drafters: [any ManifestDrafter.Type]
  ) throws -> ManifestDraft? {
    for drafter in drafters where hints.domain == nil || hints.domain == drafter.domain {
      if let draft = try drafter.draft(files, hints: hints) { return draft }
    }
    return nil
  }

  /// Measures a file: size and digest as it is, size of its content.
  private static func entry(
    _ looked: DraftFile, role: String, members: [ManifestMember], urls: [String]
  ) throws -> ManifestFile {
    var file = try FileSource(looked.url)
    var digest = DigestStream()
    let bytes = try read(&file) { digest.update($0) }
    let unpacked: Int
    if looked.archive == .zip {
      // Only what is read counts.
      unpacked = looked.members.reduce(0) { sum, found in
        members.contains { $0.matches(found.name) } ? sum + found.bytes : sum
      }
    } else if looked.packing == .none {
      unpacked = bytes
    } else {
      var content = try UnpackedFile(
        looked.url, packing: looked.packing, limit: DraftFile.limit)
      unpacked = try read(&content) { _ in }
    }
    return ManifestFile(
      path: looked.name, role: members.isEmpty ? role : looked.name, urls: urls, bytes: bytes,
      sha256: digest.hexadecimal(), packing: looked.packing, unpackedBytes: max(1, unpacked),
      archive: members.isEmpty ? nil : looked.archive, members: members)
  }

  private static func read(
    _ source: inout some ByteSource & ~Copyable, _ body: ([UInt8]) -> Void
  ) throws -> Int {
    var piece = [UInt8](repeating: 0, count: ByteSourceSize.piece)
    var bytes = 0
    while true {
      let count = try source.read(into: &piece)
      if count == 0 { return bytes }
      body(count == piece.count ? piece : Array(piece[..<count]))
      bytes += count
    }
  }
}

extension ManifestDraft {
  /// The decoder's name, the first entry of its mapping.
  var format: String {
    guard case .scalar(let name)? = decoder.first?.value.content else { return "" }
    return name
  }
}
