import Archives
import Core
import Foundation

/// The bytes of a file so far, in `<name>.part` beside its final place, with their digest.
///
/// The final name appears by renaming a complete and verified file, so it is never a part. A part
/// left behind by whatever ended a process is hashed again and gone on with.
final class PartFile {
  /// Where the part is.
  let url: URL
  /// The bytes so far.
  private(set) var bytes = 0
  /// The first bytes, to judge the file by.
  private(set) var start: [UInt8] = []
  private var digest = DigestStream()
  private let handle: FileHandle

  /// Opens the part of a file, created empty if there is none.
  ///
  /// The caller holds the dataset's lock.
  init(of file: URL) throws {
    url = file.deletingLastPathComponent().appending(path: "\(file.lastPathComponent).part")
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
      handle = try FileHandle(forUpdating: url)
    } catch {
      throw FetchError.cannotWrite(path: url.path, reason: FileError.reason(error))
    }
    var source = try FileSource(url)
    var piece = [UInt8](repeating: 0, count: ByteSourceSize.piece)
    while true {
      let count = try source.read(into: &piece)
      if count == 0 { break }
      take(Array(piece[..<count]))
    }
    try writing { try handle.seek(toOffset: UInt64(bytes)) }
  }

  deinit { try? handle.close() }

  /// The SHA-256 of the bytes so far.
  var sha256: String { digest.hexadecimal() }

  /// Adds bytes.
  func append(_ new: [UInt8]) throws(FetchError) {
    try writing { try handle.write(contentsOf: Data(new)) }
    take(new)
  }

  /// Forgets everything so far.
  func restart() throws(FetchError) {
    try writing {
      try handle.truncate(atOffset: 0)
      try handle.seek(toOffset: 0)
    }
    bytes = 0
    start = []
    digest = DigestStream()
  }

  /// Flushes the bytes to disk and gives the file its final name.
  func install(as file: URL) throws(FetchError) {
    try writing {
      try handle.synchronize()
      try AtomicFile.rename(url, to: file)
    }
  }

  /// Removes a part without bytes, which nobody can go on with.
  func removeIfEmpty() {
    if bytes == 0 { try? FileManager.default.removeItem(at: url) }
  }

  private func take(_ new: [UInt8]) {
    digest.update(new)
    bytes += new.count
    if start.count < FirstBytes.count {
      start.append(contentsOf: new.prefix(FirstBytes.count - start.count))
    }
  }

  private func writing(_ action: () throws -> Void) throws(FetchError) {
    do {
      try action()
    } catch FileError.cannotWrite(let path, let reason) {
      throw .cannotWrite(path: path, reason: reason)
    } catch {
      throw .cannotWrite(path: url.path, reason: FileError.reason(error))
    }
  }
}
