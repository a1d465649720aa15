import Core
import Foundation

/// Keeps generated datasets in `<cache>/built-in/<id>-v<version>`.
///
/// A set is generated in a folder of its own and renamed when its manifest is written, so a folder
/// of the final name is complete, whatever was interrupted and however many processes start.
struct BuiltInStore: Sendable {
  let cache: URL

  /// Returns the manifest and the verified files of a set, generated anew if they are not intact.
  func load(_ set: any BuiltInSet.Type) throws -> (DatasetManifest, VerifiedFiles) {
    let folder = cache.appending(path: "built-in/\(set.id)-v\(set.version)")
    if let intact = try? read(folder, set) { return intact }
    let fresh = try generate(set, beside: folder)
    defer { try? FileManager.default.removeItem(at: fresh) }
    try install(fresh, as: folder, set)
    return try read(folder, set)
  }

  private func read(
    _ folder: URL, _ set: any BuiltInSet.Type
  ) throws -> (DatasetManifest, VerifiedFiles) {
    let data = try Data(contentsOf: folder.appending(path: Self.manifestName))
    let manifest = try JSONDecoder().decode(DatasetManifest.self, from: data)
    let files = try manifest.files.map {
      try VerifiedFile(verifying: folder.appending(path: $0.path), as: $0)
    }
    return (manifest, VerifiedFiles(all: files))
  }

  private func generate(_ set: any BuiltInSet.Type, beside folder: URL) throws -> URL {
    let parent = folder.deletingLastPathComponent()
    let process = ProcessInfo.processInfo.processIdentifier
    let fresh = parent.appending(path: "\(Self.freshPrefix())\(process)-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: fresh, withIntermediateDirectories: true)
    } catch {
      throw DatasetError.cannotStore(path: parent.path, reason: FileError.reason(error))
    }
    removeLeftovers(in: parent)
    do {
      let manifest = try set.write(to: fresh)
      try AtomicFile.write(
        try CanonicalJSON.document(manifest), to: fresh.appending(path: Self.manifestName))
    } catch {
      try? FileManager.default.removeItem(at: fresh)
      guard case .cannotWrite(let path, let reason) = error as? FileError else { throw error }
      throw DatasetError.cannotStore(path: path, reason: reason)
    }
    return fresh
  }

  /// Renames a complete folder into place; another process may have been faster, which is fine.
  private func install(_ fresh: URL, as folder: URL, _ set: any BuiltInSet.Type) throws {
    let files = FileManager.default
    if files.fileExists(atPath: folder.path), (try? read(folder, set)) == nil {
      let damaged = fresh.deletingLastPathComponent().appending(
        path: "\(fresh.lastPathComponent)-damaged")
      try? files.moveItem(at: folder, to: damaged)
      try? files.removeItem(at: damaged)
    }
    do {
      try files.moveItem(at: fresh, to: folder)
    } catch {
      if (try? read(folder, set)) != nil { return }
      throw DatasetError.cannotStore(path: folder.path, reason: FileError.reason(error))
    }
  }

  /// Removes the unfinished folders of processes of this host that are gone.
  private func removeLeftovers(in parent: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    let prefix = Self.freshPrefix()
    for name in names where name.hasPrefix(prefix) {
      let owner = name.dropFirst(prefix.count).prefix { $0 != "-" }
      guard let process = Int32(owner), kill(process, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(at: parent.appending(path: name))
    }
  }

  private static let manifestName = "manifest.json"

  /// Holds the host's name, because a cache may be shared by the nodes of a cluster.
  private static func freshPrefix() -> String {
    ".generating-\(ProcessInfo.processInfo.hostName)-"
  }
}
