import CCurl
import Core

/// Brings bytes from an HTTP server.
public enum HTTPTransfer {
  /// The most addresses a server may send us on to.
  public static let redirectLimit = 5

  /// Asks for a file and hands it over piece by piece; returns when it is complete.
  ///
  /// Certificates are always checked, redirects never lead to a scheme that the address could not
  /// have, and nothing is unpacked on the way.
  ///
  /// - Throws: ``TransferError``, or what the receiver threw.
  public static func perform(
    _ request: TransferRequest, to receiver: any TransferReceiver
  ) throws {
    guard var handle = EasyHandle() else {
      throw TransferError.refused(address: request.address, reason: "libcurl has no memory")
    }
    configure(&handle, request)
    let delivery = Delivery(to: receiver)
    let status = handle.perform(delivery)
    if let failure = delivery.failure { throw failure }
    guard status == CURLE_OK else { throw error(status, handle.reason(status), request) }
    try delivery.begin()
  }

  private static func configure(_ handle: inout EasyHandle, _ request: TransferRequest) {
    handle.set(CURLOPT_URL, request.address)
    handle.allowSchemes(plainHTTP: request.allowsPlainHTTP)
    handle.set(CURLOPT_USERAGENT, "LossBench")
    handle.set(CURLOPT_FOLLOWLOCATION, 1)
    handle.set(CURLOPT_MAXREDIRS, redirectLimit)
    handle.set(CURLOPT_CONNECTTIMEOUT, request.connectSeconds)
    handle.set(CURLOPT_LOW_SPEED_LIMIT, request.stallBytesPerSecond)
    handle.set(CURLOPT_LOW_SPEED_TIME, request.stallSeconds)
    handle.set(CURLOPT_NOPROGRESS, 0)
    // Signals belong to the program; name look-ups time out without them.
    handle.set(CURLOPT_NOSIGNAL, 1)
    handle.set(CURLOPT_BUFFERSIZE, 1 << 18)
    if isLoopback(request.address) {
      // No proxy can reach what listens on this machine alone.
      handle.set(CURLOPT_PROXY, "")
    }
    guard request.firstByte > 0 else { return }
    handle.set(CURLOPT_RANGE, "\(request.firstByte)-")
    if let validator = request.validator { handle.add(header: "If-Range: \(validator)") }
  }

  private static func isLoopback(_ address: String) -> Bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { prefix in
      address.hasPrefix(prefix + ":") || address.hasPrefix(prefix + "/")
    }
  }

  private static func error(
    _ status: CURLcode, _ reason: String, _ request: TransferRequest
  ) -> TransferError {
    switch status {
    case CURLE_ABORTED_BY_CALLBACK:
      return .stopped(address: request.address)
    case CURLE_OPERATION_TIMEDOUT where reason.hasPrefix("Operation too slow"):
      return .stalled(
        address: request.address, bytesPerSecond: request.stallBytesPerSecond,
        seconds: request.stallSeconds)
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_TOO_MANY_REDIRECTS,
      CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_OUT_OF_MEMORY:
      return .refused(address: request.address, reason: reason)
    default:
      return .interrupted(address: request.address, reason: reason)
    }
  }
}
