/// What is asked of a server, and how long to wait for it.
public struct TransferRequest: Hashable, Sendable {
  /// The address.
  public var address: String
  /// The first byte wanted; the bytes before it are here already.
  public var firstByte: Int
  /// The state of the file that the bytes before `firstByte` are from, if the server named it.
  ///
  /// A server whose file has changed since then sends the whole file (RFC 9110, 13.1.5).
  public var validator: String?
  /// Whether plain HTTP may be used, for the address and in redirects.
  ///
  /// Right only where a digest decides what is accepted; without one, anyone on the way can
  /// replace the file.
  public var allowsPlainHTTP: Bool
  /// The longest time to connect.
  public var connectSeconds: Int
  /// A transfer slower than this for ``stallSeconds`` is given up.
  public var stallBytesPerSecond: Int
  /// The longest time below ``stallBytesPerSecond``.
  public var stallSeconds: Int

  /// Creates a request for a whole file over HTTPS.
  public init(
    _ address: String, firstByte: Int = 0, validator: String? = nil,
    allowsPlainHTTP: Bool = false, connectSeconds: Int = 20, stallBytesPerSecond: Int = 1024,
    stallSeconds: Int = 30
  ) {
    precondition(firstByte >= 0, "a file has no byte \(firstByte)")
    self.address = address
    self.firstByte = firstByte
    self.validator = validator
    self.allowsPlainHTTP = allowsPlainHTTP
    self.connectSeconds = connectSeconds
    self.stallBytesPerSecond = stallBytesPerSecond
    self.stallSeconds = stallSeconds
  }
}
