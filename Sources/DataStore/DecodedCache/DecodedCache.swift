import Core
import Foundation

/// Decoded arrays, stored once and mapped at the next start, in `<cache>/decoded`.
///
/// A file is named by the digest of its arrays and by a digest of everything else it was made from:
/// the classes, splits and decoder settings of the manifest, and the versions of the code that wrote
/// it. So a changed manifest or program looks for another file, and an old file is never misread.
/// Every checksum is compared before use. The cache saves time and nothing else: a file that is
/// damaged or cannot be written is as good as none.
struct DecodedCache: Sendable {
  let folder: URL

  init(cache: URL) { folder = cache.appending(path: "decoded") }

  /// What decides how the arrays of a dataset come out.
  private struct Origin: Encodable {
    let kind: String
    let kindVersion: Int
    let classes: [ClassName]
    let decoder: DecoderChoice
    let splits: SplitRule
    let digest: String
  }

  /// Returns the dataset stored for a manifest that states a digest, if it is intact.
  func dataset(
    _ kind: any CacheableDataset.Type, for manifest: DatasetManifest
  ) -> (any CacheableDataset)? {
    guard let digest = manifest.decodedDigest else { return nil }
    let key = Self.key(kind, manifest, digest)
    guard let parts = DecodedFile.read(url(digest, key), key: key),
      let dataset = try? kind.init(decoding: parts), dataset.digest == digest
    else { return nil }
    return dataset
  }

  /// Stores a dataset that was checked against its manifest.
  func store(_ dataset: any CacheableDataset, for manifest: DatasetManifest) {
    guard let digest = manifest.decodedDigest else { return }
    let key = Self.key(type(of: dataset), manifest, digest)
    var parts = StoredParts()
    dataset.encode(to: &parts)
    AtomicFile.removeLeftovers(in: folder)
    try? DecodedFile.write(parts, key: key, to: url(digest, key))
  }

  /// The file of the arrays with a digest.
  private func url(_ digest: String, _ key: String) -> URL {
    folder.appending(path: "\(digest)-\(key.prefix(16))")
  }

  private static func key(
    _ kind: any CacheableDataset.Type, _ manifest: DatasetManifest, _ digest: String
  ) -> String {
    let origin = Origin(
      kind: "\(kind)", kindVersion: kind.cacheVersion, classes: manifest.classes,
      decoder: manifest.decoder.withoutLines, splits: manifest.splits,
      digest: digest)
    guard let document = try? CanonicalJSON.document(origin) else {
      preconditionFailure("\(manifest.id): a manifest cannot be written as JSON")
    }
    return DigestStream.hexadecimal(of: String(decoding: document, as: UTF8.self))
  }
}

extension DecoderChoice {
  /// The same choice wherever it is written in its manifest.
  fileprivate var withoutLines: DecoderChoice {
    DecoderChoice(format: format, settings: settings.withoutLines)
  }
}

extension YAMLValue {
  fileprivate var withoutLines: YAMLValue {
    switch content {
    case .scalar: YAMLValue(content)
    case .list(let items): YAMLValue(.list(items.map(\.withoutLines)))
    case .mapping(let entries):
      YAMLValue(.mapping(entries.map { Entry(key: $0.key, value: $0.value.withoutLines) }))
    }
  }
}
