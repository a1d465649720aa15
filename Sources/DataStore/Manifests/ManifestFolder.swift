public import Foundation

/// A folder of manifests, one `<id>.yaml` for each dataset.
public struct ManifestFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Names a folder; nothing is read yet.
  public init(_ url: URL) { self.url = url }

  /// The ids of the datasets described here, sorted.
  public func ids() throws(DatasetError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw .noManifests(folder: url.path)
    }
    return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// Reads one manifest, which has to be there.
  ///
  /// - Throws: ``ManifestError`` with its mistakes, or ``DatasetError`` when it cannot be read.
  public func manifest(
    _ id: String, decoders: [any DatasetDecoder.Type]
  ) throws -> DatasetManifest {
    let file = url.appending(path: "\(id).yaml")
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw DatasetError.unreadableManifest(path: file.path)
    }
    return try DatasetManifest.read(
      String(decoding: data, as: UTF8.self), id: id, path: file.path, decoders: decoders)
  }
}
