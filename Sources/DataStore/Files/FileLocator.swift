import Foundation

/// Where the files of a dataset are looked for: the mirror first, if there is one, then the cache.
struct FileLocator: Sendable {
  let mirror: URL?
  let cache: URL
  /// Whether files are hashed even when a receipt says that they have not changed.
  var hashesAll = false

  /// Finds and verifies every file of a dataset.
  func verifiedFiles(of manifest: DatasetManifest) throws -> VerifiedFiles {
    VerifiedFiles(
      all: try manifest.files.map { entry in
        let places = places(entry, of: manifest)
        guard let found = places.first(where: { Self.isFile($0) }) else {
          throw DatasetError.missingFile(
            dataset: manifest.id, folder: manifest.folder, file: entry.path,
            lookedAt: places.map(\.path))
        }
        return try verified(found, as: entry)
      })
  }

  /// Verifies one file, cheaply when it was verified before.
  func verified(_ url: URL, as entry: ManifestFile) throws -> VerifiedFile {
    let receipts = ReceiptFolder(cache: cache)
    return try VerifiedFile(
      verifying: url, as: entry, trusting: hashesAll ? nil : receipts, noting: receipts)
  }

  /// The paths of a file in the order in which they are looked at.
  ///
  /// The last one is the publisher's name in the cache, where a download goes.
  func places(_ entry: ManifestFile, of manifest: DatasetManifest) -> [URL] {
    let inMirror = entry.paths.compactMap {
      mirror?.appending(path: manifest.folder).appending(path: $0)
    }
    return inMirror + entry.paths.reversed().map { folder(of: manifest).appending(path: $0) }
  }

  /// The folder of a dataset in the cache.
  func folder(of manifest: DatasetManifest) -> URL {
    cache.appending(path: "files").appending(path: manifest.folder)
  }

  /// Whether something that can be read as a file is there.
  static func isFile(_ url: URL) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }
}
