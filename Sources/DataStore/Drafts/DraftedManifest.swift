import Archives
import Core
public import Foundation

/// A manifest made from files, decoded once with the registered decoder, so that its counts and
/// digests are those of the files.
public struct DraftedManifest: Sendable {
  /// The manifest; title, licence, citation and home page are still to be written.
  public let manifest: DatasetManifest
  private let decoder: [YAMLValue.Entry]

  /// The largest file that is drafted, unpacked: 4 GiB.
  static let limit = 1 << 32

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
    guard let draft = try Self.draft(files, hints, drafters) else {
      throw DraftError.unknownFormat(files: files.map(\.lastPathComponent))
    }
    let entries = try zip(files, draft.roles).map { try Self.entry($0, role: $1) }
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
    self.decoder = draft.decoder
  }

  /// What stands where a person has to write.
  public static let open = "FILL IN"

  private static func draft(
    _ files: [URL], _ hints: DraftHints, _ drafters: [any ManifestDrafter.Type]
  ) throws -> ManifestDraft? {
    for drafter in drafters {
      if let draft = try drafter.draft(files, hints: hints) { return draft }
    }
    return nil
  }

  /// Measures a file: size and digest as it is, size of its content.
  private static func entry(_ url: URL, role: String) throws -> ManifestFile {
    let packing = Packing(fileName: url.lastPathComponent)
    var file = try FileSource(url)
    var digest = DigestStream()
    let bytes = try read(&file) { digest.update($0) }
    var content = try UnpackedFile(url, packing: packing, limit: limit)
    let unpacked = packing == .none ? bytes : try read(&content) { _ in }
    return ManifestFile(
      path: url.lastPathComponent, role: role, urls: [], bytes: bytes,
      sha256: digest.hexadecimal(), packing: packing, unpackedBytes: max(1, unpacked))
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
