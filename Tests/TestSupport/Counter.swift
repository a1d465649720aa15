import Synchronization

/// A count that tests raise from code without state of its own.
public final class Counter: Sendable {
  private let value = Mutex(0)

  /// Creates a counter at 0.
  public init() {}

  /// How often ``raise()`` was called.
  public var count: Int { value.withLock { $0 } }

  /// Counts one more.
  public func raise() { value.withLock { $0 += 1 } }
}
