import Core
import Dispatch
import Foundation
import TestSupport
import Testing

@testable import DataStore

@Suite("fetching from a server that works")
struct FetchTests {
  @Test("a file arrives whole and nothing but the file and the lock stays")
  func whole() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in .file(fixture.content, request) }
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: fixture.place.deletingLastPathComponent().path)
    #expect(names.sorted() == [".lock", "sample.bin"])
    #expect(fixture.progress.last?.bytes == fixture.content.count)
    #expect(fixture.events.count == 2)
  }

  @Test("a file that is here and right is not asked for again")
  func present() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in .file(fixture.content, request) }
    try fixture.fetch([server.address("/sample.bin")])
    try fixture.fetch([server.address("/sample.bin")], isOffline: true)
    #expect(server.requests.count == 1)
    #expect(fixture.events.last == .present(file: "sample.bin", path: fixture.place.path))
  }

  @Test("a file of the mirror is as good as one of the cache")
  func mirror() throws {
    let fixture = try FetchFixture()
    let mirror = fixture.cache.appending(path: "mirror")
    try FileManager.default.createDirectory(
      at: mirror.appending(path: "sample"), withIntermediateDirectories: true)
    try Data(fixture.content).write(to: mirror.appending(path: "sample/sample.bin"))
    try fixture.fetch([], mirror: mirror, isOffline: true)
    #expect(fixture.installed() == nil)
    #expect(fixture.events.count == 1)
  }

  @Test("a damaged file in the cache is said to be damaged and replaced")
  func replacing() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in .file(fixture.content, request) }
    try fixture.fetch([server.address("/sample.bin")])
    try Data(FetchFixture.bytes(fixture.content.count, seed: 2)).write(to: fixture.place)
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    let isSaid = fixture.events.contains {
      if case .replacing(_, let reason) = $0 { reason.contains("has SHA-256") } else { false }
    }
    #expect(isSaid)
  }

  @Test("a whole part that an interrupted process left is installed without the network")
  func wholePart() throws {
    let fixture = try FetchFixture()
    try FileManager.default.createDirectory(
      at: fixture.part.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(fixture.content).write(to: fixture.part)
    try fixture.fetch(["http://127.0.0.1:9/unused"])
    #expect(fixture.installed() == fixture.content)
    #expect(fixture.partial() == nil)
  }

  @Test("a redirect to the same scheme is followed")
  func redirect() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in
      guard request.path == "/old" else { return .file(fixture.content, request) }
      return LoopbackServer.Answer(Array("moved".utf8), status: 302).with {
        $0.headers = [("Location", "/new")]
      }
    }
    try fixture.fetch([server.address("/old")])
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.map(\.path) == ["/old", "/new"])
  }

  @Test("an alternative of another size is accepted")
  func alternative() throws {
    let fixture = try FetchFixture()
    let repacked = FetchFixture.bytes(310_000, seed: 3)
    let server = try LoopbackServer { request, _ in .file(repacked, request) }
    try fixture.fetch([server.address("/sample.bin")]) { file in
      file.alternatives = [
        FileIdentity(
          bytes: repacked.count, sha256: DigestStream.hexadecimal(of: repacked), note: "repacked")
      ]
    }
    #expect(fixture.installed() == repacked)
  }

  @Test("of two that start at once, one downloads and the other finds the file")
  func twoAtOnce() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in
      // The answer waits for the second fetch to wait for the first; 10 s bound a failure.
      for _ in 0..<1000 where !fixture.events.contains(.waiting(dataset: "sample")) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      return .file(fixture.content, request)
    }
    let group = DispatchGroup()
    for _ in 0..<2 {
      group.enter()
      Thread.detachNewThread {
        #expect(throws: Never.self) { try fixture.fetch([server.address("/sample.bin")]) }
        group.leave()
      }
    }
    group.wait()
    #expect(server.requests.count == 1)
    #expect(fixture.installed() == fixture.content)
    #expect(fixture.events.contains(.waiting(dataset: "sample")))
  }

  @Test("stopping leaves a part, and the next start asks for the rest alone")
  func stop() throws {
    let fixture = try FetchFixture(bytes: 3_000_000)
    let server = try LoopbackServer { request, number in
      .file(fixture.content, request).with {
        $0.pieceBytes = 100_000
        $0.pause = number == 0 ? 0.02 : 0
      }
    }
    #expect(throws: FetchError.stopped(dataset: "sample")) {
      try fixture.fetch([server.address("/sample.bin")], isStopped: { fixture.hasReceived })
    }
    let kept = fixture.partial() ?? []
    #expect(!kept.isEmpty && kept == Array(fixture.content[..<kept.count]))
    #expect(fixture.installed() == nil)
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.last?.firstByte == kept.count)
  }
}
