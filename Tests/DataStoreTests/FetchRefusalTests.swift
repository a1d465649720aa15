import Core
import Foundation
import TestSupport
import Testing

@testable import DataStore

@Suite("fetching where it cannot work")
struct FetchRefusalTests {
  @Test("a file without address says where to get it and where to put it")
  func noAddress() throws {
    let fixture = try FetchFixture()
    #expect(
      throws: FetchError.noAddress(
        dataset: "sample", file: "sample.bin", homepage: "https://example.org/sample",
        place: fixture.place.path)
    ) { try fixture.fetch([]) }
  }

  @Test("offline, a missing file is an error and no server is asked")
  func offline() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in .file(fixture.content, request) }
    #expect(
      throws: FetchError.offline(
        dataset: "sample", file: "sample.bin", place: fixture.place.path)
    ) { try fixture.fetch([server.address("/sample.bin")], isOffline: true) }
    #expect(server.requests.isEmpty)
  }

  @Test("too little room is said before the first byte")
  func noRoom() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in .file(fixture.content, request) }
    let message = FetchFixture.message {
      try fixture.fetch([server.address("/sample.bin")], freeBytes: { _ in 1000 })
    }
    #expect(message.contains("has room for 1000 bytes; 300000 are needed"))
    #expect(server.requests.isEmpty)
  }

  @Test(
    "a full disk is a clear error and never a wrong file",
    .enabled(if: SmallDisk.isPossible, "mounting a small tmpfs needs root"))
  func fullDisk() throws {
    let fixture = try FetchFixture(bytes: 2_000_000)
    let disk = try SmallDisk(at: fixture.cache.appending(path: "files"), bytes: 1 << 20)
    defer { disk.unmount() }
    let server = try LoopbackServer { request, _ in .file(fixture.content, request) }
    let message = FetchFixture.message {
      // Nobody knows the free space, so that writing has to find out.
      try fixture.fetch([server.address("/sample.bin")], freeBytes: { _ in nil })
    }
    #expect(message.contains("sample.bin.part: cannot be written: No space left on device"))
    #expect(message.contains("LOSSBENCH_CACHE"))
    #expect(fixture.installed() == nil)
  }

  @Test("the free space of a small disk is noticed beforehand", .enabled(if: SmallDisk.isPossible))
  func smallDisk() throws {
    let fixture = try FetchFixture(bytes: 2_000_000)
    let disk = try SmallDisk(at: fixture.cache.appending(path: "files"), bytes: 1 << 20)
    defer { disk.unmount() }
    let message = FetchFixture.message { try fixture.fetch(["http://127.0.0.1:9/unused"]) }
    #expect(message.contains("2000000 are needed"))
  }
}

/// A tmpfs of a few bytes, which only root can mount.
struct SmallDisk {
  let folder: URL

  /// Whether one can be mounted here.
  static let isPossible: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    guard getuid() == 0, let disk = try? SmallDisk(at: folder, bytes: 1 << 16) else { return false }
    disk.unmount()
    return true
  }()

  init(at folder: URL, bytes: Int) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.run("mount", "-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", folder.path)
  }

  func unmount() { try? Self.run("umount", folder.path) }

  private static func run(_ words: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw POSIXError(.EPERM) }
  }
}
