import Foundation

/// What the file system says of a file; any change of its bytes changes it.
public struct FileStatus: Codable, Hashable, Sendable {
  /// The size.
  public var bytes: Int
  /// The number of the file within its file system.
  public var inode: UInt64
  /// The last change of the bytes, in nanoseconds since 1970; programs can set it.
  public var modifiedNanoseconds: Int
  /// The last change of the bytes or of anything noted here; programs cannot set it.
  public var changedNanoseconds: Int

  init(_ status: stat) {
    bytes = Int(status.st_size)
    inode = UInt64(status.st_ino)
    #if canImport(Darwin)
      modifiedNanoseconds = Self.nanoseconds(status.st_mtimespec)
      changedNanoseconds = Self.nanoseconds(status.st_ctimespec)
    #else
      modifiedNanoseconds = Self.nanoseconds(status.st_mtim)
      changedNanoseconds = Self.nanoseconds(status.st_ctim)
    #endif
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }
}
