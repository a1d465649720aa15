public import Foundation

/// A file as it lies on disk.
@safe
public struct FileSource: ByteSource, ~Copyable {
  /// The file's path.
  public let path: String
  private let descriptor: Int32

  /// Opens a file for reading.
  ///
  /// - Throws: ``ArchiveError/cannotRead(path:reason:)``.
  public init(_ url: URL) throws(ArchiveError) {
    path = url.path
    // SAFETY: the path is a Swift string, bridged to a C string for the length of the call.
    descriptor = unsafe open(url.path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw .cannotRead(path: url.path, reason: Self.lastError()) }
  }

  deinit { _ = close(descriptor) }

  /// Returns the file's size as it is now.
  func byteCount() throws(ArchiveError) -> Int {
    var status = stat()
    // SAFETY: the call fills the structure in and keeps no pointer to it.
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .cannotRead(path: path, reason: Self.lastError())
    }
    return Int(status.st_size)
  }

  /// Reads the next bytes, again after an interrupting signal.
  public mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
    while true {
      // SAFETY: at most the buffer's own count of bytes is written, within the closure.
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 { return count }
      if errno != EINTR { throw .cannotRead(path: path, reason: Self.lastError()) }
    }
  }

  private static func lastError() -> String {
    // SAFETY: `strerror` returns a static or thread-local string that is copied at once.
    unsafe String(cString: strerror(errno))
  }
}
