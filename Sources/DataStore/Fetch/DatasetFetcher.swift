import Core
public import Foundation
import Transfer

/// Brings the files of datasets into the cache.
///
/// A file appears under its name only when it is complete and its SHA-256 is the manifest's. One
/// process at a time works on a dataset; the others wait and then find the files.
public struct DatasetFetcher: Sendable {
  let locator: FileLocator
  let policy: FetchPolicy
  let environment: FetchEnvironment

  /// Creates a fetcher.
  ///
  /// - Parameters:
  ///   - cache: where files are put, see ``CacheFolder``.
  ///   - mirror: a folder with `<id>/<file>`; what is there and right is not downloaded.
  ///   - policy: how patient downloads are.
  ///   - environment: clock, waiting, free space and the wish to stop.
  public init(
    cache: URL = CacheFolder.standard(), mirror: URL? = nil, policy: FetchPolicy = FetchPolicy(),
    environment: FetchEnvironment = FetchEnvironment()
  ) {
    locator = FileLocator(mirror: mirror, cache: cache)
    self.policy = policy
    self.environment = environment
  }

  /// Brings what is missing of a dataset; what is here and right stays as it is.
  ///
  /// - Parameters:
  ///   - manifest: the dataset.
  ///   - isOffline: whether a missing file is an error instead of a download.
  ///   - report: told of what happens, on this thread.
  /// - Throws: ``FetchError``, or another error that names the file.
  public func fetch(
    _ manifest: DatasetManifest, isOffline: Bool = false,
    report: (FetchEvent) -> Void = { _ in }
  ) throws {
    if try missing(of: manifest, isOffline: isOffline, report).isEmpty { return }
    try withLock(manifest, report) {
      // Another process may have brought some of them while this one waited.
      let missing = try missing(of: manifest, isOffline: isOffline) { event in
        if case .present = event { return }
        report(event)
      }
      try checkRoom(for: missing, manifest)
      try withoutActuallyEscaping(report) { report in
        for entry in missing { try download(entry, manifest, report) }
      }
    }
  }

  private func download(
    _ entry: ManifestFile, _ manifest: DatasetManifest, _ report: @escaping (FetchEvent) -> Void
  ) throws {
    let place = locator.folder(of: manifest).appending(path: entry.path)
    if entry.urls.isEmpty {
      throw FetchError.noAddress(
        dataset: manifest.id, file: entry.path, homepage: manifest.homepage, place: place.path)
    }
    try FileDownload(
      dataset: manifest.id, entry: entry, place: place, policy: policy, environment: environment,
      report: report
    ).perform()
    // The digest was computed while writing; this notes it for later starts, and reads once more
    // what is on the disk now.
    _ = try locator.verified(place, as: entry)
  }

  /// The files that are nowhere, or wrong where they are.
  private func missing(
    of manifest: DatasetManifest, isOffline: Bool, _ report: (FetchEvent) -> Void
  ) throws -> [ManifestFile] {
    try manifest.files.filter { entry in
      let places = locator.places(entry, of: manifest)
      var problem: (any Error)?
      for place in places where FileLocator.isFile(place) {
        do {
          let file = try locator.verified(place, as: entry)
          report(.present(file: entry.path, path: file.url.path))
          return false
        } catch {
          problem = error
        }
      }
      if isOffline {
        throw problem
          ?? FetchError.offline(
            dataset: manifest.id, file: entry.path, place: places.last?.path ?? entry.path)
      }
      if let problem { report(.replacing(file: entry.path, reason: "\(problem)")) }
      return true
    }
  }

  private func checkRoom(for files: [ManifestFile], _ manifest: DatasetManifest) throws {
    let folder = locator.folder(of: manifest)
    let needed = files.reduce(0) { sum, entry in
      let part = folder.appending(path: "\(entry.path).part")
      let attributes = try? FileManager.default.attributesOfItem(atPath: part.path)
      return sum + max(0, entry.bytes - (attributes?[.size] as? Int ?? 0))
    }
    guard let free = environment.freeBytes(folder), free < needed else { return }
    throw FetchError.noRoom(folder: folder.path, neededBytes: needed, freeBytes: free)
  }

  /// Runs an action while no other process works on the dataset's files in the cache.
  func withLock(
    _ manifest: DatasetManifest, _ report: (FetchEvent) -> Void, _ action: () throws -> Void
  ) throws {
    let folder = locator.folder(of: manifest)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw FetchError.cannotWrite(path: folder.path, reason: FileError.reason(error))
    }
    var isAnnounced = false
    let poll = {
      if !isAnnounced { report(.waiting(dataset: manifest.id)) }
      isAnnounced = true
      if environment.isStopped() { throw FetchError.stopped(dataset: manifest.id) }
      environment.sleep(.milliseconds(50))
    }
    try FileLock.hold(folder.appending(path: ".lock").path, poll: poll, action)
  }
}
