/// What comes in during one transfer, on its way to the receiver.
final class Delivery {
  let receiver: any TransferReceiver
  /// What the receiver threw, which ended the transfer.
  private(set) var failure: (any Error)?
  private var head = ResponseHead()
  private var isBegun = false

  init(to receiver: any TransferReceiver) { self.receiver = receiver }

  /// Takes a line of a head, its line end included.
  func take(header line: String) { head.read(line) }

  /// Takes bytes and returns whether the transfer goes on.
  func take(body bytes: [UInt8]) -> Bool {
    do {
      try begin()
      try receiver.receive(bytes)
      return true
    } catch {
      failure = error
      return false
    }
  }

  /// Tells the receiver of the head, unless bytes have done so; a file may be empty.
  func begin() throws {
    guard !isBegun else { return }
    isBegun = true
    try receiver.begin(head)
  }
}
