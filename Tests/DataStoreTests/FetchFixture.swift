import Archives
import Core
import Foundation
import Synchronization
import TestSupport

@testable import DataStore

/// A dataset of one file, a cache of its own, and what was reported and waited for.
final class FetchFixture: Sendable {
  /// What the file has to hold.
  let content: [UInt8]
  /// The cache, removed with the fixture.
  let cache: URL
  private let log = Mutex<[FetchEvent]>([])
  private let waited = Mutex<Duration>(.zero)

  init(bytes: Int = 300_000) throws {
    content = Self.bytes(bytes, seed: 1)
    cache = FileManager.default.temporaryDirectory.appending(path: "fetch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: cache) }

  /// Bytes that look like nothing in particular.
  static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.bits()) }
  }

  /// The file's final place.
  var place: URL { cache.appending(path: "files/sample/sample.bin") }
  /// The bytes received so far.
  var part: URL { cache.appending(path: "files/sample/sample.bin.part") }
  /// What was reported, progress aside.
  var events: [FetchEvent] {
    log.withLock { $0.filter { if case .progress = $0 { false } else { true } } }
  }
  /// The progress reported.
  var progress: [FetchProgress] {
    log.withLock {
      $0.compactMap { if case .progress(let progress) = $0 { progress } else { nil } }
    }
  }
  /// Whether a byte has come in.
  var hasReceived: Bool { progress.contains { $0.bytes > 0 } }
  /// The sum of all waits, none of which took time.
  var waitedFor: Duration { waited.withLock { $0 } }
  /// Why attempts were repeated or addresses given up.
  var reasons: [String] {
    events.compactMap {
      switch $0 {
      case .retrying(_, let reason, _), .gaveUp(_, let reason, _): reason
      default: nil
      }
    }
  }

  func entry(_ urls: [String]) -> ManifestFile {
    ManifestFile(
      path: "sample.bin", role: "data", urls: urls, bytes: content.count,
      sha256: DigestStream.hexadecimal(of: content), packing: .none, unpackedBytes: content.count)
  }

  func manifest(_ files: [ManifestFile]) -> DatasetManifest {
    DatasetManifest(
      id: "sample", version: 1, title: "Sample", domain: .tables, task: .classification,
      licence: "CC0-1.0", redistribution: true, citation: "",
      homepage: "https://example.org/sample",
      notes: "", files: files, decoder: DecoderChoice(format: "csv", settings: .init(.mapping([]))),
      classes: [ClassName("a"), ClassName("b")], splits: .official,
      counts: ExpectedCounts(train: [1, 1], test: [1, 1]), decodedDigest: "")
  }

  /// Fetches the file from addresses, with waits that take no time.
  func fetch(
    _ urls: [String], mirror: URL? = nil, isOffline: Bool = false,
    policy: FetchPolicy = FetchPolicy(attemptCount: 3),
    change: (inout ManifestFile) -> Void = { _ in },
    freeBytes: @escaping @Sendable (URL) -> Int? = FetchEnvironment.room,
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) throws {
    var file = entry(urls)
    change(&file)
    let environment = FetchEnvironment(
      sleep: { pause in self.waited.withLock { $0 += pause } }, freeBytes: freeBytes,
      isStopped: isStopped)
    try DatasetFetcher(cache: cache, mirror: mirror, policy: policy, environment: environment)
      .fetch(manifest([file]), isOffline: isOffline) { event in
        log.withLock { $0.append(event) }
      }
  }

  /// What the final place holds; nil when nothing is there.
  func installed() -> [UInt8]? {
    FileManager.default.contents(atPath: place.path).map { [UInt8]($0) }
  }

  /// What has been received and is kept.
  func partial() -> [UInt8]? { FileManager.default.contents(atPath: part.path).map { [UInt8]($0) } }

  /// The message of the error that an action throws.
  static func message(_ action: () throws -> Void) -> String {
    do {
      try action()
      return "no error"
    } catch {
      return "\(error)"
    }
  }
}

extension LoopbackServer.Answer {
  /// The same answer, changed.
  func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }
}
