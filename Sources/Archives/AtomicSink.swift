public import Foundation

/// A file that is written piece by piece and appears under its name when it is whole.
///
/// The pieces go to a temporary file in the same folder, which is flushed and renamed by
/// ``commit()``, and removed when the sink goes away before. Several processes can write the same
/// file at once; the last one to finish wins.
@safe
public struct AtomicSink: ~Copyable {
  /// The path of the finished file.
  public let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isCommitted = false

  /// Creates the temporary file, and its folder if need be.
  ///
  /// - Throws: ``ArchiveError/cannotWrite(path:reason:)``.
  public init(_ url: URL) throws(ArchiveError) {
    path = url.path
    let folder = url.deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // The process id comes last, so that leftovers of a process now gone can be told.
    let process = ProcessInfo.processInfo.processIdentifier
    temporary =
      folder.appending(path: ".\(url.lastPathComponent).\(UUID().uuidString).\(process).part").path
    // SAFETY: the path is a Swift string, bridged to a C string for the length of the call.
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw Self.lastError(url.path) }
  }

  deinit {
    _ = close(descriptor)
    // SAFETY: the path is a Swift string, bridged to a C string for the length of the call.
    if !isCommitted { unsafe unlink(temporary) }
  }

  /// Writes the bytes of elements.
  ///
  /// - Throws: ``ArchiveError/cannotWrite(path:reason:)``, such as on a full disk.
  public mutating func write<Element: BitwiseCopyable>(
    _ elements: ResidentArray<Element>
  ) throws(ArchiveError) {
    let path = path
    let descriptor = descriptor
    try elements.withSpan { (span) throws(ArchiveError) in
      var written = 0
      let total = span.count * MemoryLayout<Element>.stride
      while written < total {
        // SAFETY: the part from `written` on lies inside the bytes the closure lends.
        let count = unsafe span.withUnsafeBytes { bytes in
          unsafe Foundation.write(
            descriptor, bytes.baseAddress.map { unsafe $0 + written }, total - written)
        }
        if count >= 0 { written += count } else if errno != EINTR { throw Self.lastError(path) }
      }
    }
  }

  /// Flushes the file to disk and gives it its name.
  ///
  /// - Throws: ``ArchiveError/cannotWrite(path:reason:)``.
  public consuming func commit() throws(ArchiveError) {
    guard fsync(descriptor) == 0 else { throw Self.lastError(path) }
    // SAFETY: both paths are Swift strings, bridged to C strings for the length of the call.
    guard unsafe rename(temporary, path) == 0 else { throw Self.lastError(path) }
    isCommitted = true
  }

  private static func lastError(_ path: String) -> ArchiveError {
    // SAFETY: `strerror` returns a static or thread-local string that is copied at once.
    .cannotWrite(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}
