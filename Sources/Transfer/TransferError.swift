public import Core

/// Why bytes could not be brought here.
public enum TransferError: ReportableError, Equatable {
  /// The address will not work however often it is tried.
  case refused(address: String, reason: String)
  /// The connection failed or broke; another attempt may work.
  case interrupted(address: String, reason: String)
  /// Too few bytes came for too long.
  case stalled(address: String, bytesPerSecond: Int, seconds: Int)
  /// The receiver asked for the end.
  case stopped(address: String)
  /// A lock file refuses to be opened or locked.
  case cannotLock(path: String, reason: String)

  /// Whether the same request may succeed later.
  public var isTransient: Bool {
    switch self {
    case .interrupted, .stalled: true
    case .refused, .stopped, .cannotLock: false
    }
  }

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .refused(let address, let reason):
      "\(address): \(reason); check the address, or name another one in the manifest"
    case .interrupted(let address, let reason):
      "\(address): \(reason); check the network, then try again: what was received is kept"
    case .stalled(let address, let rate, let seconds):
      "\(address): fewer than \(rate) bytes a second came for \(seconds) s; "
        + "try again: what was received is kept"
    case .stopped(let address):
      "\(address): stopped as asked; the same command goes on from there"
    case .cannotLock(let path, let reason):
      "\(path): cannot be locked: \(reason); "
        + "make the folder writable, or name another cache folder in LOSSBENCH_CACHE"
    }
  }
}
