import Core
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("bench data fetch, as a process", .serialized)
struct DataFetchProcessTests {
  /// A home with one dataset, and a gate that a server waits for.
  private final class World: Sendable {
    let content: [UInt8]
    let folder: URL
    let isOpen = Atomic<Bool>(false)

    var home: URL { folder.appending(path: "home") }
    var cache: URL { folder.appending(path: "cache") }
    var place: URL { cache.appending(path: "files/sample/data.csv") }
    var part: URL { cache.appending(path: "files/sample/data.csv.part") }

    init(_ folder: URL) throws {
      self.folder = folder
      content = (0..<80_000).flatMap { Array("\($0 % 7),\($0 % 2 == 0 ? "a" : "b")\n".utf8) }
      let files = FileManager.default
      for name in ["suites", "data-manifests"] {
        try files.createDirectory(
          at: home.appending(path: name), withIntermediateDirectories: true)
      }
    }

    /// Writes the manifest with an address.
    func describe(_ address: String) throws {
      let text = """
        id: sample
        version: 1
        title: Sample
        domain: tables
        task: classification
        licence: CC0-1.0
        redistribution: yes
        citation: none
        homepage: https://example.org
        files:
          - {path: data.csv, role: data, urls: ["\(address)"], bytes: \(content.count), \
        sha256: \(DigestStream.hexadecimal(of: content))}
        decoder:
          format: csv
          columns: [{name: x, kind: numeric}, {name: y, kind: class}]
        classes: [a, b]
        splits: {algorithm: stratified, testFraction: 0.5, seed: 1}
        counts: {train: [20000, 20000], test: [20000, 20000]}
        decodedDigest: \(String(repeating: "0", count: 64))
        """
      try Data(text.utf8).write(to: home.appending(path: "data-manifests/sample.yaml"))
    }

    func fetch() throws -> RunningBench {
      try RunningBench(["data", "fetch", "sample"], home: home, cache: cache)
    }

    func size(_ url: URL) -> Int {
      (try? FileManager.default.attributesOfItem(atPath: url.path)[.size]) as? Int ?? 0
    }

    func bytes(_ url: URL) -> [UInt8]? {
      FileManager.default.contents(atPath: url.path).map { [UInt8]($0) }
    }
  }

  /// A server whose first answer comes slowly, a third at a time.
  private func slow(_ world: World) throws -> LoopbackServer {
    try LoopbackServer { [world] request, number in
      var answer = LoopbackServer.Answer.file(world.content, request)
      if number == 0 {
        answer.pieceBytes = world.content.count / 3
        answer.pause = 0.2
      }
      return answer
    }
  }

  @Test("after kill -9 midway, the same command fetches the rest and the file is right")
  func killed() throws {
    try withTemporaryFolder { folder in
      let world = try World(folder)
      let server = try slow(world)
      try world.describe(server.address("/data.csv"))
      let first = try world.fetch()
      #expect(RunningBench.wait { world.size(world.part) > 0 })
      first.kill()
      let kept = world.size(world.part)
      #expect(kept > 0 && kept < world.content.count)
      #expect(world.bytes(world.place) == nil)

      let second = try world.fetch()
      #expect(second.status() == 0, "\(second.text)")
      #expect(world.bytes(world.place) == world.content)
      #expect(server.requests.map(\.firstByte) == [nil, kept])
      #expect(second.text.contains("from byte \(kept)"))
      #expect(second.text.contains("sample: 1 file verified"))
    }
  }

  @Test("Ctrl-C leaves a part, says how to go on and ends with 130")
  func interrupted() throws {
    try withTemporaryFolder { folder in
      let world = try World(folder)
      let server = try slow(world)
      try world.describe(server.address("/data.csv"))
      let first = try world.fetch()
      #expect(RunningBench.wait { world.size(world.part) > 0 })
      first.interrupt()
      #expect(first.status() == 130)
      #expect(first.text.contains("to go on: bench data fetch sample"))
      #expect(world.bytes(world.place) == nil)
      #expect(world.size(world.part) > 0)
    }
  }

  @Test("of two processes, one fetches and the other waits and finds the file")
  func twoProcesses() throws {
    try withTemporaryFolder { folder in
      let world = try World(folder)
      let server = try LoopbackServer { [world] request, _ in
        _ = RunningBench.wait { world.isOpen.load(ordering: .relaxed) }
        return .file(world.content, request)
      }
      try world.describe(server.address("/data.csv"))
      let first = try world.fetch()
      #expect(RunningBench.wait { !server.requests.isEmpty })
      let second = try world.fetch()
      #expect(RunningBench.wait { second.text.contains("another process is fetching it") })
      world.isOpen.store(true, ordering: .relaxed)
      #expect(first.status() == 0, "\(first.text)")
      #expect(second.status() == 0, "\(second.text)")
      #expect(server.requests.count == 1)
      #expect(world.bytes(world.place) == world.content)
    }
  }

  @Test("a failure is one line and exit code 1, a misspelt id 64")
  func codes() throws {
    try withTemporaryFolder { folder in
      let world = try World(folder)
      let server = try LoopbackServer { _, _ in LoopbackServer.Answer([], status: 404) }
      try world.describe(server.address("/data.csv"))
      let failed = try world.fetch()
      #expect(failed.status() == 1)
      #expect(failed.text.contains("bench: sample: data.csv could not be fetched: "))
      #expect(failed.text.contains("HTTP status 404"))
      let misspelt = try RunningBench(
        ["data", "fetch", "sampel"], home: world.home, cache: world.cache)
      #expect(misspelt.status() == 64)
      #expect(misspelt.text.contains("did you mean \"sample\"?"))
    }
  }
}
