import Core
import Foundation
import Testing
import Transfer

@testable import DataStore

@Suite("the parts of fetching")
struct FetchPartsTests {
  @Test(
    "files are judged by how they begin",
    arguments: [
      ([], .empty), ([0x1f, 0x8b, 8, 0], .gzip), (Array("PK\u{3}\u{4}..".utf8), .zip),
      (Array("\n <!DOCTYPE HTML PUBLIC".utf8), .html),
      (Array("<script></script><html>".utf8), .html),
      (Array("<?xml version=\"1.0\"?><Error>".utf8), .xml), (Array("{\"error\": 1}".utf8), .json),
      (Array("version https://git-lfs.github.com/spec/v1".utf8), .gitPointer),
      (Array("5.1,3.5,1.4,0.2,Iris-setosa\n".utf8), .text), ([0, 0, 8, 3], .binary),
      (Array("BZh91AY".utf8), .bzip2), ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], .xz),
      ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], .sevenZip),
    ] as [([UInt8], FirstBytes)])
  func firstBytes(start: [UInt8], kind: FirstBytes) { #expect(FirstBytes(start) == kind) }

  @Test("the rate is the one of the last seconds")
  func rate() {
    var rate = TransferRate()
    #expect(rate.bytesPerSecond == 0 && rate.duration(of: 1) == nil)
    rate.note(0, at: .seconds(100))
    #expect(rate.bytesPerSecond == 0)
    for second in 1...20 { rate.note(second * 1000, at: .seconds(100 + second)) }
    for second in 21...40 { rate.note(20_000 + (second - 20) * 10, at: .seconds(100 + second)) }
    #expect(rate.bytesPerSecond == 10)
    #expect(rate.duration(of: 50) == .seconds(5))
  }

  @Test("waits double up to the longest, and a server's wish counts within it")
  func delays() {
    let policy = FetchPolicy(firstDelay: .seconds(1), longestDelay: .seconds(30))
    #expect(
      (1...7).map { policy.delay(afterAttempt: $0) }
        == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
    #expect(policy.delay(afterAttempt: 1, serverAsks: 9) == .seconds(9))
    #expect(policy.delay(afterAttempt: 3, serverAsks: 2) == .seconds(4))
    #expect(policy.delay(afterAttempt: 1, serverAsks: .max) == .seconds(30))
    #expect(policy.delay(afterAttempt: 1000) == .seconds(30))
  }

  @Test("which failures are worth another try")
  func transience() {
    for code in [408, 425, 429, 500, 502, 503, 504] {
      #expect(MirrorFailure.status(code, retryAfterSeconds: nil).isTransient)
    }
    for code in [301, 400, 401, 403, 404, 410, 451] {
      #expect(!MirrorFailure.status(code, retryAfterSeconds: nil).isTransient)
    }
    #expect(MirrorFailure.transfer(.interrupted(address: "a", reason: "r")).isTransient)
    #expect(!MirrorFailure.transfer(.refused(address: "a", reason: "r")).isTransient)
  }

  @Test("import copies what is right, leaves what is there and refuses the rest")
  func importing() throws {
    let fixture = try FetchFixture(bytes: 5_000)
    let folder = fixture.cache.appending(path: "download")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let fetcher = DatasetFetcher(cache: fixture.cache)
    let manifest = fixture.manifest([fixture.entry([])])
    #expect(
      throws: FetchError.notInFolder(
        dataset: "sample", file: "sample.bin",
        lookedAt: ["sample/sample.bin", "sample.bin"].map { folder.appending(path: $0).path })
    ) { try fetcher.importFiles(of: manifest, from: folder) }

    let source = folder.appending(path: "sample.bin")
    try Data(FetchFixture.bytes(5_000, seed: 9)).write(to: source)
    #expect(throws: DatasetError.self) { try fetcher.importFiles(of: manifest, from: folder) }
    #expect(fixture.installed() == nil)

    try Data(fixture.content).write(to: source)
    try fetcher.importFiles(of: manifest, from: folder)
    #expect(fixture.installed() == fixture.content)

    try FileManager.default.removeItem(at: source)
    try fetcher.importFiles(of: manifest, from: folder)
  }

  @Test("each error says what to do next")
  func messages() {
    let cases: [(FetchError, [String])] = [
      (
        .noAddress(dataset: "d", file: "f", homepage: "https://h", place: "/c/f"),
        ["d: f has no address", "https://h", "/c/f", "bench data import DIR d"]
      ),
      (.offline(dataset: "d", file: "f", place: "/c/f"), ["--offline", "--mirror DIR", "/c/f"]),
      (
        .noRoom(folder: "/c", neededBytes: 2, freeBytes: 1),
        ["/c: has room for 1 bytes; 2 are needed", "LOSSBENCH_CACHE"]
      ),
      (.cannotWrite(path: "/c/f", reason: "full"), ["/c/f: cannot be written: full", "kept"]),
      (
        .failed(dataset: "d", file: "f", reasons: ["r1", "r2"], place: "/c/f"),
        ["d: f could not be fetched: r1; r2; ", "/c/f"]
      ),
      (.stopped(dataset: "d"), ["d: stopped", "goes on from there"]),
      (.notInFolder(dataset: "d", file: "f", lookedAt: ["a", "b"]), ["looked at a and b"]),
    ]
    for (error, parts) in cases {
      for part in parts { #expect("\(error)".contains(part)) }
      #expect(error.kind == .failure)
    }
  }
}
