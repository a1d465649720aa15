import Archives
import Core
import Foundation
import Testing

@testable import DataStore

@Suite("receipts")
struct ReceiptTests {
  private let fixture: FetchFixture
  private let file: URL
  private let entry: ManifestFile

  init() throws {
    fixture = try FetchFixture(bytes: 10_000)
    file = fixture.cache.appending(path: "sample.bin")
    entry = fixture.entry([])
    try Data(fixture.content).write(to: file)
  }

  private var receipts: ReceiptFolder { ReceiptFolder(cache: fixture.cache) }

  private func status() throws -> FileStatus { try FileSource(file).status() }

  @Test("a verified file has a receipt with its path, status and digest")
  func noted() throws {
    _ = try VerifiedFile(verifying: file, as: entry, receipts: receipts)
    #expect(receipts.digest(of: file.path, status: try status()) == entry.sha256)
  }

  @Test("a file with a receipt is not hashed again")
  func trusted() throws {
    // A receipt for bytes that are not in the file: only reading them could tell.
    try Data(FetchFixture.bytes(10_000, seed: 2)).write(to: file)
    receipts.note(entry.sha256, of: file.path, status: try status())
    _ = try VerifiedFile(verifying: file, as: entry, receipts: receipts)
    #expect(throws: DatasetError.self) {
      try VerifiedFile(verifying: file, as: entry, trusting: nil, noting: receipts)
    }
    #expect(throws: DatasetError.self) { try VerifiedFile(verifying: file, as: entry) }
  }

  @Test("a file written over in place with its old time is hashed again")
  func overwritten() throws {
    _ = try VerifiedFile(verifying: file, as: entry, receipts: receipts)
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    let time = try #require(attributes[.modificationDate] as? Date)
    Thread.sleep(forTimeInterval: 0.02)  // Longer than the tick of the file system's clock.
    let handle = try FileHandle(forUpdating: file)
    try handle.write(contentsOf: Data([fixture.content[0] ^ 1]))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file.path)
    #expect(throws: DatasetError.self) {
      try VerifiedFile(verifying: file, as: entry, receipts: receipts)
    }
  }

  @Test("a receipt is for one path and for what the manifest accepts now")
  func scope() throws {
    _ = try VerifiedFile(verifying: file, as: entry, receipts: receipts)
    #expect(receipts.digest(of: file.path + "x", status: try status()) == nil)
    var other = entry
    other.sha256 = DigestStream.hexadecimal(of: "other")
    #expect(throws: DatasetError.self) {
      try VerifiedFile(verifying: file, as: other, receipts: receipts)
    }
  }

  @Test("a damaged receipt and a folder that cannot be written cost nothing but time")
  func damaged() throws {
    _ = try VerifiedFile(verifying: file, as: entry, receipts: receipts)
    for name in try FileManager.default.contentsOfDirectory(atPath: receipts.folder.path) {
      try Data("{".utf8).write(to: receipts.folder.appending(path: name))
    }
    _ = try VerifiedFile(verifying: file, as: entry, receipts: receipts)
    let blocked = ReceiptFolder(cache: file)
    _ = try VerifiedFile(verifying: file, as: entry, receipts: blocked)
  }

  @Test("an alternative is accepted and named by its own digest, a known bad file by its reason")
  func alternatives() throws {
    let bytes = FetchFixture.bytes(9_000, seed: 4)
    try Data(bytes).write(to: file)
    let digest = DigestStream.hexadecimal(of: bytes)
    var changed = entry
    changed.alternatives = [FileIdentity(bytes: 9_000, sha256: digest, note: "repacked")]
    let verified = try VerifiedFile(verifying: file, as: changed, receipts: receipts)
    #expect(verified.entry.bytes == 9_000 && verified.entry.sha256 == digest)

    changed = entry
    changed.knownBad = [KnownBadFile(sha256: digest, reason: "cut in 2019")]
    #expect(throws: DatasetError.knownBad(path: file.path, sha256: digest, reason: "cut in 2019")) {
      try VerifiedFile(verifying: file, as: changed)
    }
    #expect(
      throws: DatasetError.wrongSize(path: file.path, found: 9_000, expected: 10_000)
    ) { try VerifiedFile(verifying: file, as: entry) }
  }
}
