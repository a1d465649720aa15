/// How patient a download is.
public struct FetchPolicy: Hashable, Sendable {
  /// How often one address is tried in a row without real progress.
  public var attemptCount: Int
  /// The wait before the second attempt; it doubles from attempt to attempt.
  public var firstDelay: Duration
  /// The longest wait, also where a server asks for more.
  public var longestDelay: Duration
  /// An attempt that brings this much starts the count of attempts anew.
  public var progressBytes: Int
  /// The longest time to connect.
  public var connectSeconds: Int
  /// An attempt slower than this for ``stallSeconds`` is given up.
  public var stallBytesPerSecond: Int
  /// The longest time below ``stallBytesPerSecond``.
  public var stallSeconds: Int

  /// Creates a policy; the defaults give up on a dead address within a minute or two.
  public init(
    attemptCount: Int = 4, firstDelay: Duration = .seconds(1),
    longestDelay: Duration = .seconds(30), progressBytes: Int = 8 << 20, connectSeconds: Int = 20,
    stallBytesPerSecond: Int = 1024, stallSeconds: Int = 30
  ) {
    precondition(attemptCount > 0, "\(attemptCount) attempts bring nothing")
    precondition(progressBytes > 0, "without progress, attempts would never end")
    self.attemptCount = attemptCount
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
    self.progressBytes = progressBytes
    self.connectSeconds = connectSeconds
    self.stallBytesPerSecond = stallBytesPerSecond
    self.stallSeconds = stallSeconds
  }

  /// The wait after a failed attempt, counted from 1.
  ///
  /// The server's wish counts when it is longer, within ``longestDelay``.
  public func delay(afterAttempt attempt: Int, serverAsks seconds: Int? = nil) -> Duration {
    let doubled = firstDelay * (1 << min(max(0, attempt - 1), 20))
    let asked = Duration.seconds(seconds.map { min($0, 86_400) } ?? 0)
    return min(longestDelay, max(doubled, asked))
  }
}
