import Core
import Foundation
import TestSupport
import Testing

@testable import DataStore

@Suite("fetching from servers that fail")
struct FetchFaultTests {
  static let page = Array("<!DOCTYPE html><html><body>Quota exceeded</body></html>".utf8)

  @Test("a cut connection is resumed where it broke")
  func cut() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, number in
      .file(fixture.content, request).with { if number == 0 { $0.cutAfter = 100_000 } }
    }
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.map(\.firstByte) == [nil, 100_000])
    #expect(server.requests.last?.headers["if-range"] == "\"1\"")
    #expect(fixture.waitedFor == .seconds(1))
  }

  @Test("a file that changes between two attempts is taken from its first byte")
  func changed() throws {
    let fixture = try FetchFixture()
    let old = FetchFixture.bytes(fixture.content.count, seed: 2)
    let server = try LoopbackServer { request, number in
      number == 0
        ? .file(old, request, tag: "old").with { $0.cutAfter = 100_000 }
        : .file(fixture.content, request, tag: "new")
    }
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.count == 2)
  }

  @Test("a rest that does not fit the part is found out and the whole file fetched")
  func mixedVersions() throws {
    let fixture = try FetchFixture()
    let old = FetchFixture.bytes(fixture.content.count, seed: 2)
    let server = try LoopbackServer { request, number in
      // The same tag for both versions: a server that lies.
      number == 0
        ? .file(old, request).with { $0.cutAfter = 100_000 } : .file(fixture.content, request)
    }
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.map(\.firstByte) == [nil, 100_000, nil])
  }

  @Test("a refused range is followed by a request for the whole file")
  func rangeRefused() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, number in
      if request.firstByte != nil { return LoopbackServer.Answer([], status: 416) }
      return .file(fixture.content, request).with { if number == 0 { $0.cutAfter = 100_000 } }
    }
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.map(\.firstByte) == [nil, 100_000, nil])
  }

  @Test("a server that ignores ranges sends the whole file, which is taken")
  func rangeIgnored() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { _, number in
      LoopbackServer.Answer(fixture.content).with { if number == 0 { $0.cutAfter = 100_000 } }
    }
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.count == 2)
  }

  @Test("a part from elsewhere than asked for is not taken")
  func wrongRange() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, number in
      .file(fixture.content, request).with {
        if number == 0 { $0.cutAfter = 100_000 }
        if number == 1 { $0.headers = [("Content-Range", "bytes 7-299999/300000")] }
      }
    }
    let message = FetchFixture.message { try fixture.fetch([server.address("/sample.bin")]) }
    #expect(message.contains("sends bytes from 7; expected from 100000"))
    #expect(fixture.installed() == nil)
  }

  @Test("a wrong size is found out, announced or not", arguments: [true, false], [-1, 1])
  func wrongSize(isAnnounced: Bool, difference: Int) throws {
    let fixture = try FetchFixture()
    let body = FetchFixture.bytes(fixture.content.count + difference, seed: 2)
    let server = try LoopbackServer { _, _ in
      LoopbackServer.Answer(body).with { if !isAnnounced { $0.announcedBytes = nil } }
    }
    let message = FetchFixture.message { try fixture.fetch([server.address("/sample.bin")]) }
    let found = isAnnounced || difference < 0 ? "\(body.count) bytes" : "more than 300000 bytes"
    #expect(message.contains("sends \(found), binary data; expected 300000 bytes"))
    #expect(server.requests.count == 1)
    #expect(fixture.installed() == nil)
  }

  @Test("an endless answer is given up at the manifest's size")
  func endless() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { _, _ in
      LoopbackServer.Answer([UInt8](repeating: 7, count: 20_000_000)).with {
        $0.announcedBytes = nil
      }
    }
    let message = FetchFixture.message { try fixture.fetch([server.address("/sample.bin")]) }
    #expect(message.contains("more than 300000 bytes"))
    #expect(fixture.partial()?.count ?? 0 <= fixture.content.count)
  }

  @Test("a page with status 200 is called a page, and the next address is asked")
  func page() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in
      request.path == "/page" ? LoopbackServer.Answer(Self.page) : .file(fixture.content, request)
    }
    try fixture.fetch([server.address("/page"), server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    let reason =
      "\(server.address("/page")): sends \(Self.page.count) bytes, an HTML page; "
      + "expected 300000 bytes"
    #expect(
      fixture.events.contains(
        .gaveUp(file: "sample.bin", reason: reason, next: server.address("/sample.bin"))))
  }

  @Test("a page as long as the file is told apart by its digest")
  func longPage() throws {
    let fixture = try FetchFixture()
    let page = Self.page + [UInt8](repeating: 0x20, count: 300_000 - Self.page.count)
    let server = try LoopbackServer { _, _ in LoopbackServer.Answer(page) }
    let message = FetchFixture.message { try fixture.fetch([server.address("/sample.bin")]) }
    let digest = DigestStream.hexadecimal(of: fixture.content)
    #expect(
      message.contains(
        "sends an HTML page with SHA-256 \(DigestStream.hexadecimal(of: page)) (300000 bytes); "
          + "expected \(digest) (300000 bytes)"))
    #expect(fixture.installed() == nil)
    #expect(fixture.partial() == nil)
  }

  @Test("a page does not cost the part that another address began")
  func pageAfterPart() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, number in
      switch request.path {
      case "/cut": .file(fixture.content, request).with { $0.cutAfter = number == 0 ? 90_000 : 0 }
      case "/page": LoopbackServer.Answer(Self.page)
      default: .file(fixture.content, request)
      }
    }
    try fixture.fetch(
      ["/cut", "/page", "/good"].map(server.address), policy: FetchPolicy(attemptCount: 1))
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.last?.firstByte == 90_000)
  }

  @Test("a known bad file is named with its reason")
  func knownBad() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { _, _ in LoopbackServer.Answer(Self.page) }
    let message = FetchFixture.message {
      try fixture.fetch([server.address("/sample.bin")]) { file in
        file.knownBad = [
          KnownBadFile(
            sha256: DigestStream.hexadecimal(of: Self.page), reason: "the host's quota page")
        ]
      }
    }
    #expect(message.contains("known to be wrong"))
    #expect(message.contains("the host's quota page"))
  }

  @Test("after a 404 the mirror is asked, without a second try")
  func notFound() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in
      request.path == "/gone"
        ? LoopbackServer.Answer(Self.page, status: 404) : .file(fixture.content, request)
    }
    try fixture.fetch([server.address("/gone"), server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    #expect(server.requests.map(\.path) == ["/gone", "/sample.bin"])
    #expect(fixture.reasons == ["\(server.address("/gone")): HTTP status 404; expected 200"])
  }

  @Test("a busy server is asked again after the time it wants, within bounds")
  func busy() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, number in
      number < 2
        ? LoopbackServer.Answer([], status: 503).with { $0.headers = [("Retry-After", "7")] }
        : .file(fixture.content, request)
    }
    try fixture.fetch([server.address("/sample.bin")])
    #expect(fixture.installed() == fixture.content)
    #expect(fixture.waitedFor == .seconds(14))
  }

  @Test("a slow trickle is given up, and what came is kept")
  func trickle() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in
      .file(fixture.content, request).with {
        $0.pieceBytes = 10
        $0.pause = 0.1
      }
    }
    let policy = FetchPolicy(attemptCount: 1, stallBytesPerSecond: 1000, stallSeconds: 1)
    let message = FetchFixture.message {
      try fixture.fetch([server.address("/sample.bin")], policy: policy)
    }
    #expect(message.contains("fewer than 1000 bytes a second for 1 s"))
    let kept = fixture.partial() ?? []
    #expect(!kept.isEmpty && kept == Array(fixture.content[..<kept.count]))
    #expect(fixture.installed() == nil)
  }

  @Test("a redirect to another kind of address is refused", arguments: ["file", "ftp", "gopher"])
  func otherScheme(scheme: String) throws {
    let fixture = try FetchFixture()
    let secret = fixture.cache.appending(path: "secret")
    try Data(fixture.content).write(to: secret)
    let server = try LoopbackServer { _, _ in
      LoopbackServer.Answer([], status: 302).with {
        $0.headers = [("Location", "\(scheme)://127.0.0.1\(secret.path)")]
      }
    }
    let message = FetchFixture.message { try fixture.fetch([server.address("/sample.bin")]) }
    #expect(message.contains("\"\(scheme)\""))
    #expect(server.requests.count == 1)
    #expect(fixture.installed() == nil)
  }

  @Test("when every address fails, the error tells of each and where to put the file")
  func allFail() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in
      request.path == "/a"
        ? LoopbackServer.Answer([], status: 403) : LoopbackServer.Answer(Self.page)
    }
    let addresses = [server.address("/a"), server.address("/b")]
    let reasons = [
      "\(addresses[0]): HTTP status 403; expected 200",
      "\(addresses[1]): sends \(Self.page.count) bytes, an HTML page; expected 300000 bytes",
    ]
    #expect(
      throws: FetchError.failed(
        dataset: "sample", file: "sample.bin", reasons: reasons, place: fixture.place.path)
    ) { try fixture.fetch(addresses) }
  }

  @Test("a dead address is tried a bounded number of times with doubled waits")
  func dead() throws {
    let fixture = try FetchFixture()
    let server = try LoopbackServer { request, _ in
      .file(fixture.content, request).with { $0.cutAfter = 0 }
    }
    #expect(throws: FetchError.self) {
      try fixture.fetch([server.address("/sample.bin")], policy: FetchPolicy(attemptCount: 4))
    }
    #expect(server.requests.count == 4)
    #expect(fixture.waitedFor == .seconds(1 + 2 + 4))
  }
}
