import Foundation

/// A run folder's lock: two processes would remove each other's checkpoints.
///
/// The lock lies on the folder itself and ends with the process, however that ends. A file system that
/// locks no folders, such as NFS, gets a file `.lock` to lock, which stays.
final class RunLock {
  private enum Answer { case locked, busy, unsupported }

  private let handles: [FileHandle]

  /// Locks a folder, which exists.
  ///
  /// A file system without any locks is trusted.
  ///
  /// - Parameters:
  ///   - folder: what to lock.
  ///   - locksFolders: whether the file system locks folders; otherwise it is not even asked.
  /// - Throws: ``RunError/busy(path:)`` when another process holds it.
  init(_ folder: URL, locksFolders: Bool = true) throws(RunError) {
    var handles: [FileHandle] = []
    func lock(_ handle: FileHandle?) -> Answer {
      guard let handle else { return .unsupported }
      handles.append(handle)
      if flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 { return .locked }
      return errno == EWOULDBLOCK ? .busy : .unsupported
    }
    var answer = locksFolders ? lock(FileHandle(forReadingAtPath: folder.path)) : .unsupported
    if answer == .unsupported {
      // Opened for writing: over NFS that is a condition of an exclusive lock.
      let file = folder.appending(path: ".lock").path
      if !FileManager.default.fileExists(atPath: file) {
        _ = FileManager.default.createFile(atPath: file, contents: nil)
      }
      answer = lock(FileHandle(forUpdatingAtPath: file))
    }
    self.handles = handles
    if answer == .busy { throw .busy(path: folder.path) }
  }

  /// Locks a folder if it is there.
  static func ofExisting(_ folder: URL) throws(RunError) -> RunLock? {
    FileManager.default.fileExists(atPath: folder.path) ? try RunLock(folder) : nil
  }

  deinit { for handle in handles { try? handle.close() } }
}
