import Foundation

/// A lock that one process, or one thread of it, holds at a time.
///
/// The kernel frees it when its holder ends, however it ends, so there is no stale lock. The file
/// stays: removing it would let two processes lock two files of one name.
public enum FileLock {
  /// Runs an action while a file is locked.
  ///
  /// - Parameters:
  ///   - path: the lock file, created if absent; its folder exists.
  ///   - poll: called when the lock is held by another, again and again until it is free. It sleeps
  ///     for a while and throws to give up.
  ///   - action: what runs while the lock is held.
  /// - Returns: what the action returns.
  /// - Throws: ``TransferError/cannotLock(path:reason:)``, or what `poll` or `action` throws.
  public static func hold<Result>(
    _ path: String, poll: () throws -> Void, _ action: () throws -> Result
  ) throws -> Result {
    // SAFETY: the path is a Swift string, bridged to a C string for the length of the call.
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      throw TransferError.cannotLock(path: path, reason: lastError())
    }
    // Closing the file frees the lock.
    defer { close(file) }
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EWOULDBLOCK: try poll()
      case EINTR: continue
      default: throw TransferError.cannotLock(path: path, reason: lastError())
      }
    }
    return try action()
  }

  private static func lastError() -> String {
    // SAFETY: `strerror` returns a static or thread-local string that is copied at once.
    unsafe String(cString: strerror(errno))
  }
}
