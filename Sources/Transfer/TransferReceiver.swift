/// Takes what a server sends, on the thread that asked for it.
///
/// An error thrown here ends the transfer and is thrown to who asked for it.
public protocol TransferReceiver: AnyObject {
  /// Is told once, before any byte, what the server says of the file; redirects are behind.
  func begin(_ head: ResponseHead) throws
  /// Takes the next bytes.
  func receive(_ bytes: [UInt8]) throws
  /// Is asked several times a second, stalled or not, whether the transfer has to end.
  func shouldStop() -> Bool
}
