import Core
import Transfer

/// Writes what a server sends into a part file, and ends the transfer as soon as it is wrong.
final class DownloadReceiver: TransferReceiver {
  /// The server's name for the file's present state, to go on with later.
  private(set) var validator: String?
  private let part: PartFile
  private let entry: ManifestFile
  private let sizes: [Int]
  private let environment: FetchEnvironment
  private let report: (Int) -> Void
  private var refused: RefusedFile?

  init(
    _ part: PartFile, _ entry: ManifestFile, environment: FetchEnvironment,
    report: @escaping (Int) -> Void
  ) {
    self.part = part
    self.entry = entry
    sizes = entry.identities.map(\.bytes)
    self.environment = environment
    self.report = report
  }

  func begin(_ head: ResponseHead) throws {
    switch head.status {
    case 200:
      if let length = head.contentLength, !sizes.contains(length) {
        // What the part holds may be good: it is left alone for the next address.
        refused = RefusedFile(totalBytes: length)
        if length == 0 { throw wrongSize("0 bytes", []) }
        return
      }
      if part.bytes > 0 { try part.restart() }
    case 206:
      guard let range = head.range, range.firstByte == part.bytes else {
        throw MirrorFailure.wrongRange(wanted: part.bytes, sent: head.range?.firstByte)
      }
      if let total = range.totalBytes, !sizes.contains(total) {
        throw wrongSize("the rest of \(total) bytes", part.start)
      }
    case 416: throw MirrorFailure.rangeRefused
    default:
      throw MirrorFailure.status(head.status, retryAfterSeconds: head.retryAfterSeconds)
    }
    validator = head.validator
  }

  func receive(_ bytes: [UInt8]) throws {
    if refused != nil { return try look(at: bytes) }
    let limit = sizes.max() ?? 0
    guard bytes.count <= limit - part.bytes else {
      throw wrongSize("more than \(limit) bytes", part.bytes > 0 ? part.start : bytes)
    }
    try part.append(bytes)
    report(part.bytes)
  }

  func shouldStop() -> Bool { environment.isStopped() }

  /// Judges a file of the wrong size by its first bytes, or by all of them if it may be known.
  private func look(at bytes: [UInt8]) throws {
    refused?.bytes += bytes
    guard let refused else { return }
    let mayBeKnown = !entry.knownBad.isEmpty && refused.totalBytes <= RefusedFile.limit
    if mayBeKnown, refused.bytes.count < refused.totalBytes { return }
    let digest = DigestStream.hexadecimal(of: refused.bytes)
    if let known = entry.knownBad.first(where: { $0.sha256 == digest }) {
      throw MirrorFailure.knownBad(digest: digest, reason: known.reason)
    }
    throw wrongSize("\(refused.totalBytes) bytes", refused.bytes)
  }

  private func wrongSize(_ found: String, _ start: [UInt8]) -> MirrorFailure {
    .wrongSize(found: found, expected: sizes, kind: FirstBytes(start))
  }

  /// The bytes of a file that is not written, because its size is wrong.
  private struct RefusedFile {
    /// Pages that stand for files are smaller; more is not kept in memory.
    static let limit = 1 << 20
    let totalBytes: Int
    var bytes: [UInt8] = []
  }
}
