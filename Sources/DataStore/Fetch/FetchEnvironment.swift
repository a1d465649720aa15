public import Foundation

/// What a download needs to know of the machine; tests put their own in.
public struct FetchEnvironment: Sendable {
  /// The time since some fixed moment; it never goes back.
  public var now: @Sendable () -> Duration
  /// Waits; called with short pieces of a longer wait.
  public var sleep: @Sendable (Duration) -> Void
  /// The bytes that can still be written to a folder; nil when nobody knows.
  public var freeBytes: @Sendable (URL) -> Int?
  /// Whether the user wants to stop; asked several times a second.
  public var isStopped: @Sendable () -> Bool

  /// Creates an environment; what is left out is the machine's own.
  public init(
    now: @escaping @Sendable () -> Duration = Self.elapsed,
    sleep: @escaping @Sendable (Duration) -> Void = Self.pause,
    freeBytes: @escaping @Sendable (URL) -> Int? = Self.room,
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.now = now
    self.sleep = sleep
    self.freeBytes = freeBytes
    self.isStopped = isStopped
  }

  private static let start = ContinuousClock.now

  /// The time since the first call.
  public static let elapsed: @Sendable () -> Duration = { ContinuousClock.now - start }

  /// Blocks the thread.
  public static let pause: @Sendable (Duration) -> Void = { duration in
    Thread.sleep(forTimeInterval: duration / .seconds(1))
  }

  /// Asks the file system.
  public static let room: @Sendable (URL) -> Int? = { folder in
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
  }
}
