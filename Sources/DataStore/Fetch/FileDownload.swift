import Core
import Foundation
import Transfer

/// Brings one file to its place, from the first address that has it.
struct FileDownload {
  let dataset: String
  let entry: ManifestFile
  /// The final place.
  let place: URL
  let policy: FetchPolicy
  let environment: FetchEnvironment
  let report: (FetchEvent) -> Void

  /// Downloads, verifies and installs the file; the caller holds the dataset's lock.
  func perform() throws {
    let part = try PartFile(of: place)
    if try isWhole(part) { return try install(part) }
    var reasons: [String] = []
    for (index, address) in entry.urls.enumerated() {
      do {
        try download(address, part)
        return try install(part)
      } catch let failure as MirrorFailure {
        let reason = failure.text(address)
        reasons.append(reason)
        let next = entry.urls.dropFirst(index + 1).first
        report(.gaveUp(file: entry.path, reason: reason, next: next))
      }
    }
    part.removeIfEmpty()
    throw FetchError.failed(
      dataset: dataset, file: entry.path, reasons: reasons, place: place.path)
  }

  /// Whether an earlier run left everything but the last step; a part too long is forgotten.
  private func isWhole(_ part: PartFile) throws -> Bool {
    let sizes = entry.identities.map(\.bytes)
    guard sizes.contains(part.bytes) || part.bytes >= sizes.max() ?? 0 else { return false }
    if entry.identity(bytes: part.bytes, sha256: part.sha256) != nil { return true }
    try part.restart()
    return false
  }

  private func install(_ part: PartFile) throws {
    try part.install(as: place)
    report(.finished(file: entry.path, bytes: part.bytes, path: place.path))
  }

  /// Asks one address until the file is whole and right, or the address is given up.
  private func download(_ address: String, _ part: PartFile) throws {
    var attempt = 1
    var validator: String?
    while true {
      let firstByte = part.bytes
      do {
        try transfer(address, part, &validator)
        return try check(part, wasResumed: firstByte > 0)
      } catch let failure as MirrorFailure {
        if part.bytes - firstByte >= policy.progressBytes { attempt = 1 }
        guard failure.isTransient, attempt < policy.attemptCount else { throw failure }
        if failure == .rangeRefused { try part.restart() }
        let delay = policy.delay(
          afterAttempt: attempt, serverAsks: failure.retryAfterSeconds)
        report(.retrying(file: entry.path, reason: failure.text(address), delay: delay))
        try wait(delay)
        attempt += 1
      }
    }
  }

  private func transfer(
    _ address: String, _ part: PartFile, _ validator: inout String?
  ) throws {
    report(.started(file: entry.path, address: address, firstByte: part.bytes))
    let meter = ProgressMeter(
      file: entry.path, totalBytes: entry.bytes, now: environment.now, report: report)
    meter.note(part.bytes)
    let receiver = DownloadReceiver(
      part, entry, environment: environment, report: meter.note)
    // Plain HTTP is right here: every file of a manifest is accepted by its SHA-256 alone.
    let request = TransferRequest(
      address, firstByte: part.bytes, validator: validator, allowsPlainHTTP: true,
      connectSeconds: policy.connectSeconds, stallBytesPerSecond: policy.stallBytesPerSecond,
      stallSeconds: policy.stallSeconds)
    defer { validator = receiver.validator ?? validator }
    do {
      try HTTPTransfer.perform(request, to: receiver)
    } catch TransferError.stopped {
      throw FetchError.stopped(dataset: dataset)
    } catch let error as TransferError {
      throw MirrorFailure.transfer(error)
    }
  }

  /// Accepts a complete file, or forgets it.
  ///
  /// The part that a wrong file began with may be from elsewhere, so a resumed one gets another
  /// chance from its first byte.
  private func check(_ part: PartFile, wasResumed: Bool) throws {
    let (bytes, digest, kind) = (part.bytes, part.sha256, FirstBytes(part.start))
    if entry.identity(bytes: bytes, sha256: digest) != nil { return }
    try part.restart()
    if wasResumed { throw MirrorFailure.rangeRefused }
    if let known = entry.knownBad.first(where: { $0.sha256 == digest }) {
      throw MirrorFailure.knownBad(digest: digest, reason: known.reason)
    }
    let sizes = entry.identities.map(\.bytes)
    guard let expected = entry.identities.first(where: { $0.bytes == bytes }) else {
      throw MirrorFailure.wrongSize(found: "\(bytes) bytes", expected: sizes, kind: kind)
    }
    throw MirrorFailure.wrongDigest(
      bytes: bytes, found: digest, expected: expected.sha256, kind: kind)
  }

  private func wait(_ delay: Duration) throws {
    var left = delay
    while left > .zero {
      if environment.isStopped() { throw FetchError.stopped(dataset: dataset) }
      environment.sleep(min(left, .milliseconds(200)))
      left -= .milliseconds(200)
    }
  }
}

/// Turns byte counts into progress, a few times a second.
private final class ProgressMeter {
  private let file: String
  private let totalBytes: Int
  private let now: @Sendable () -> Duration
  private let report: (FetchEvent) -> Void
  private var rate = TransferRate()
  private var lastReport: Duration?

  init(
    file: String, totalBytes: Int, now: @escaping @Sendable () -> Duration,
    report: @escaping (FetchEvent) -> Void
  ) {
    self.file = file
    self.totalBytes = totalBytes
    self.now = now
    self.report = report
  }

  func note(_ bytes: Int) {
    let time = now()
    if let lastReport, bytes < totalBytes, time - lastReport < .milliseconds(100) { return }
    lastReport = time
    rate.note(bytes, at: time)
    report(
      .progress(
        FetchProgress(
          file: file, bytes: bytes, totalBytes: totalBytes, bytesPerSecond: rate.bytesPerSecond,
          remaining: rate.duration(of: max(0, totalBytes - bytes)))))
  }
}
