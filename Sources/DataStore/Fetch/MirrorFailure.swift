import Core
import Transfer

/// Why one address did not give the file.
enum MirrorFailure: Error, Equatable {
  /// The server answered with an error.
  case status(Int, retryAfterSeconds: Int?)
  /// The server sends another part than was asked for.
  case wrongRange(wanted: Int, sent: Int?)
  /// The server will not send the rest; the whole file is asked for next.
  case rangeRefused
  /// The file has another size, found in its head or when it ended or went on too long.
  case wrongSize(found: String, expected: [Int], kind: FirstBytes)
  /// The size is right and the bytes are not.
  case wrongDigest(bytes: Int, found: String, expected: String, kind: FirstBytes)
  /// The file is one that the manifest warns of.
  case knownBad(digest: String, reason: String)
  /// The connection failed.
  case transfer(TransferError)

  /// Whether the same address may work when it is asked again.
  var isTransient: Bool {
    switch self {
    case .status(let code, _): [408, 425, 429, 500, 502, 503, 504].contains(code)
    case .rangeRefused: true
    case .transfer(let error): error.isTransient
    case .wrongRange, .wrongSize, .wrongDigest, .knownBad: false
    }
  }

  /// The seconds after which the server wants to be asked again.
  var retryAfterSeconds: Int? {
    if case .status(_, let seconds) = self { return seconds }
    return nil
  }

  /// The reason in words, with the address where it is not in them yet.
  func text(_ address: String) -> String {
    switch self {
    case .status(let code, _): "\(address): HTTP status \(code); expected 200"
    case .wrongRange(let wanted, let sent):
      "\(address): sends bytes from \(sent.map(String.init) ?? "nowhere"); expected from \(wanted)"
    case .rangeRefused: "\(address): refuses to send the rest of the file"
    case .wrongSize(let found, let expected, let kind):
      "\(address): sends \(found), \(kind.rawValue); "
        + "expected \(expected.map(String.init).joined(separator: " or ")) bytes"
    case .wrongDigest(let bytes, let found, let expected, let kind):
      "\(address): sends \(kind.rawValue) with SHA-256 \(found) (\(bytes) bytes); "
        + "expected \(expected) (\(bytes) bytes)"
    case .knownBad(let digest, let reason):
      "\(address): sends a file that is known to be wrong (SHA-256 \(digest)): \(reason)"
    case .transfer(let error):
      switch error {
      case .refused(let address, let reason), .interrupted(let address, let reason):
        "\(address): \(reason)"
      case .stalled(let address, let rate, let seconds):
        "\(address): fewer than \(rate) bytes a second for \(seconds) s"
      case .stopped, .cannotLock: error.description
      }
    }
  }
}
