import Archives
public import Foundation

extension DatasetFetcher {
  /// Copies the files of a dataset from a folder into the cache, verified while they are copied.
  ///
  /// A file is looked for as `<id>/<file>` and as `<file>`, the way a mirror and a download folder
  /// have it. Files that are in the cache already and right are left alone.
  ///
  /// - Throws: an error that names the file; files copied before it stay.
  public func importFiles(
    of manifest: DatasetManifest, from folder: URL, report: (FetchEvent) -> Void = { _ in }
  ) throws {
    try withLock(manifest, report) {
      for entry in manifest.files {
        let cached = entry.paths.map { locator.folder(of: manifest).appending(path: $0) }
        if let place = cached.first(where: { (try? locator.verified($0, as: entry)) != nil }) {
          report(.present(file: entry.path, path: place.path))
          continue
        }
        let places = entry.paths.flatMap { path in
          [manifest.folder + "/" + path, path].map {
            (from: folder.appending(path: $0), name: path)
          }
        }
        guard let found = places.first(where: { FileLocator.isFile($0.from) }) else {
          throw FetchError.notInFolder(
            dataset: manifest.id, file: entry.path, lookedAt: places.map(\.from.path))
        }
        let place = locator.folder(of: manifest).appending(path: found.name)
        try copy(found.from, as: entry, to: place)
        report(.finished(file: entry.path, bytes: entry.bytes, path: place.path))
      }
    }
  }

  private func copy(_ url: URL, as entry: ManifestFile, to place: URL) throws {
    let file = try VerifiedFile(verifying: url, as: entry)
    let part = try PartFile(of: place)
    try part.restart()
    var source = try FileSource(url)
    var piece = [UInt8](repeating: 0, count: ByteSourceSize.piece)
    while true {
      let count = try source.read(into: &piece)
      if count == 0 { break }
      try part.append(Array(piece[..<count]))
    }
    guard part.sha256 == file.entry.sha256 else {
      throw DatasetError.wrongDigest(
        path: url.path, bytes: part.bytes, found: part.sha256, expected: file.entry.sha256)
    }
    try part.install(as: place)
    _ = try locator.verified(place, as: entry)
  }
}
