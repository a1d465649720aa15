import Synchronization

/// A wish to stop, made once and seen by every worker at its next step.
public final class StopRequest: Sendable {
  private let value = Atomic<Int32>(0)

  /// Creates a request that was not made yet.
  public init() {}

  /// Asks to stop; the first reason stays.
  ///
  /// - Parameter signal: the number of the signal that asks, above 0.
  public func make(signal: Int32) {
    precondition(signal > 0, "signal \(signal) is no reason to stop")
    _ = value.compareExchange(expected: 0, desired: signal, ordering: .relaxed)
  }

  /// Asks to stop because nothing that is finished from now on could be kept.
  func giveUp() { _ = value.compareExchange(expected: 0, desired: -1, ordering: .relaxed) }

  /// Whether nothing more can be kept.
  var isGivenUp: Bool { value.load(ordering: .relaxed) < 0 }

  /// Whether workers should stop.
  public var isMade: Bool { value.load(ordering: .relaxed) != 0 }

  /// The signal that asked; nil when none did.
  public var signal: Int32? {
    let signal = value.load(ordering: .relaxed)
    return signal > 0 ? signal : nil
  }
}
