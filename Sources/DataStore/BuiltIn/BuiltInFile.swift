import Archives
import Core
public import Foundation

/// Writes the files of generated sets.
public enum BuiltInFile {
  /// Packs content with gzip into a folder and describes the file.
  ///
  /// - Throws: ``FileError`` when the folder refuses it.
  public static func write(
    _ content: [UInt8], path: String, role: String, to folder: URL
  ) throws -> ManifestFile {
    let url = folder.appending(path: path)
    let packed = try GzipWriter.packed(content, path: url.path)
    try AtomicFile.write(Data(packed), to: url)
    return ManifestFile(
      path: path, role: role, urls: [], bytes: packed.count, sha256: digest(packed),
      packing: .gzip, unpackedBytes: content.count, contentSha256: digest(content))
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    var stream = DigestStream()
    stream.update(bytes)
    return stream.hexadecimal()
  }
}
