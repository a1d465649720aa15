import Foundation

/// A run folder's lock: two processes would remove each other's checkpoints.
///
/// The lock lies on the folder itself and ends with the process, however that ends.
final class RunLock {
  private let handle: FileHandle?

  /// Locks a folder, which exists.
  ///
  /// A file system without locks is trusted.
  ///
  /// - Throws: ``RunError/busy(path:)`` when another process holds it.
  init(_ folder: URL) throws(RunError) {
    handle = FileHandle(forReadingAtPath: folder.path)
    guard let handle else { return }
    if flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw .busy(path: folder.path)
    }
  }

  deinit { try? handle?.close() }
}
