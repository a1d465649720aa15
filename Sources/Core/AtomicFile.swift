public import Foundation

/// Files that are either whole or absent.
public enum AtomicFile {
  /// Writes a temporary file in the same folder, flushes it to disk and renames it into place.
  ///
  /// Whatever interrupts it, the final name holds the old bytes or the new ones, never a part.
  /// Missing folders are created.
  ///
  /// - Throws: ``FileError`` naming the file; the temporary file is removed.
  public static func write(_ data: Data, to url: URL) throws(FileError) {
    let folder = url.deletingLastPathComponent()
    let temporary = folder.appending(
      path: ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try data.write(to: temporary)
      let handle = try FileHandle(forUpdating: temporary)
      try handle.synchronize()
      try handle.close()
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw .cannotWrite(path: url.path, reason: FileError.reason(error))
    }
    do throws(FileError) {
      try rename(temporary, to: url)
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw error
    }
  }

  /// Gives a file, complete and flushed, its final name in the same folder in one step.
  ///
  /// - Throws: ``FileError`` naming the final name; the file keeps its old one.
  public static func rename(_ temporary: URL, to url: URL) throws(FileError) {
    // SAFETY: both paths are Swift strings, bridged to C strings for the length of the call.
    guard unsafe Foundation.rename(temporary.path, url.path) == 0 else {
      throw .cannotWrite(path: url.path, reason: unsafe String(cString: strerror(errno)))
    }
  }

  /// Removes temporary files that an interrupted ``write(_:to:)`` of a process now gone left behind.
  public static func removeLeftovers(in folder: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".part") {
      let parts = name.split(separator: ".")
      guard let owner = parts.dropLast().last.flatMap({ Int32($0) }) else { continue }
      // Only a process that is gone: another user's refuses the signal but lives.
      if kill(owner, 0) != 0 && errno == ESRCH {
        try? FileManager.default.removeItem(at: folder.appending(path: name))
      }
    }
  }
}

/// Why a file could not be read or written.
public enum FileError: ReportableError, Equatable {
  /// The file or its folder refused the bytes.
  case cannotWrite(path: String, reason: String)
  /// The file is absent or refuses to be read.
  case cannotRead(path: String, reason: String)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .cannotWrite(let path, let reason):
      "\(path): cannot be written: \(reason); make room or name another place"
    case .cannotRead(let path, let reason):
      "\(path): cannot be read: \(reason); check the path and its permissions"
    }
  }

  /// Whether whoever read the other end of a pipe has gone.
  public static func isClosedPipe(_ error: any Error) -> Bool {
    let inner = unwrapped(error)
    return inner.domain == NSPOSIXErrorDomain && inner.code == Int(EPIPE)
  }

  private static func unwrapped(_ error: any Error) -> NSError {
    (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
  }

  /// The system's words for an error, without the frameworks' wrapping.
  public static func reason(_ error: any Error) -> String {
    let inner = unwrapped(error)
    guard inner.domain == NSPOSIXErrorDomain else { return inner.localizedDescription }
    // SAFETY: `strerror` returns a static or thread-local string that is copied at once.
    return unsafe String(cString: strerror(Int32(inner.code)))
  }
}
