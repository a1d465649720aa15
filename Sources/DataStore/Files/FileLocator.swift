import Foundation

/// Where the files of a dataset are looked for: the mirror first, if there is one, then the cache.
struct FileLocator: Sendable {
  let mirror: URL?
  let cache: URL

  /// Finds and verifies every file of a dataset.
  func verifiedFiles(of manifest: DatasetManifest) throws -> VerifiedFiles {
    VerifiedFiles(
      all: try manifest.files.map { entry in
        let places = places(entry, of: manifest)
        guard let found = places.first(where: { Self.isFile($0) }) else {
          throw DatasetError.missingFile(
            dataset: manifest.folder, file: entry.path, lookedAt: places.map(\.path))
        }
        return try VerifiedFile(verifying: found, as: entry)
      })
  }

  private func places(_ entry: ManifestFile, of manifest: DatasetManifest) -> [URL] {
    [mirror, cache.appending(path: "files")].compactMap {
      $0?.appending(path: manifest.folder).appending(path: entry.path)
    }
  }

  private static func isFile(_ url: URL) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }
}
