import Archives
import Core
import DataStore
import Foundation
import TestSupport
import Testing

@Suite("DatasetLibrary")
struct DatasetLibraryTests {
  @Test("loads verified files and says what they were")
  func loads() throws {
    try withTemporaryFolder { folder in
      let library = try Toy.library(in: folder)
      #expect(try library.ids() == ["builtin-toy", "toy"])
      let dataset = try library.load("toy")
      #expect(dataset.decoded.trainLabels == [0, 1, 1])
      #expect(dataset.decoded.testLabels == [1])
      #expect(dataset.manifest.version == 3)
      #expect(dataset.manifest.classes[1] == ClassName("one", spellings: ["ONE"]))
      #expect(dataset.files.map(\.path) == ["train.gz", "test"])
      #expect(dataset.bayesAccuracy == nil)
    }
  }

  @Test("counts test examples that occur in training, each once, and compares with the manifest")
  func duplicates() throws {
    try withTemporaryFolder { folder in
      let library = try Toy.library(in: folder, test: [1, 1, 0]) { $0 + "\nduplicates: 3" }
      #expect(try library.load("toy").checkedDuplicateCount() == 3)
      let wrong = try Toy.library(in: folder, train: [1, 1], test: [1, 0]) {
        $0 + "\nduplicates: 2"
      }
      let dataset = try wrong.load("toy")
      #expect(throws: DatasetError.wrongDuplicates(dataset: "toy", found: 1, expected: 2)) {
        try dataset.checkedDuplicateCount()
      }
      let silent = try Toy.library(in: folder, train: [0], test: [1])
      #expect(try silent.load("toy").checkedDuplicateCount() == 0)
    }
  }

  @Test("suggests a near id for an unknown one")
  func unknownDataset() throws {
    try withTemporaryFolder { folder in
      let library = try Toy.library(in: folder)
      let error = #expect(throws: DatasetError.self) { try library.load("toi") }
      #expect(error?.description == "unknown dataset \"toi\"; did you mean \"toy\"?")
      #expect(error?.kind == .usage)
    }
  }

  @Test("looks in the cache when the mirror lacks a file, and names both places in the end")
  func cacheAndMissing() throws {
    try withTemporaryFolder { folder in
      let library = try Toy.library(in: folder)
      let mirror = folder.appending(path: "mirror/toy/test")
      let cached = folder.appending(path: "cache/files/toy/test")
      let files = FileManager.default
      try files.createDirectory(
        at: cached.deletingLastPathComponent(), withIntermediateDirectories: true)
      try files.moveItem(at: mirror, to: cached)
      #expect(try library.load("toy").decoded.testLabels == [1])

      let second = try Toy.library(in: folder)
      #expect(try second.hasFiles("toy"))
      try files.removeItem(at: mirror)
      try files.removeItem(at: cached)
      let error = #expect(throws: DatasetError.self) { try second.load("toy") }
      #expect(
        error?.description
          == "toy: test is missing (looked at \(mirror.path) and \(cached.path)); fetch it with: "
          + "bench data fetch toy, or name a folder that holds toy/test with --mirror DIR, or put "
          + "the file at \(cached.path)")
      #expect(try second.hasFiles("toy"), "train.gz is still in the mirror")
      try files.removeItem(at: folder.appending(path: "mirror"))
      #expect(try !second.hasFiles("toy"))
    }
  }

  @Test("refuses a file of the wrong size before reading it")
  func wrongSize() throws {
    try withTemporaryFolder { folder in
      let library = try Toy.library(in: folder)
      let file = folder.appending(path: "mirror/toy/test")
      try Data([1, 1]).write(to: file)
      #expect(throws: DatasetError.wrongSize(path: file.path, found: 2, expected: 1)) {
        try library.load("toy")
      }
    }
  }

  @Test("refuses a file of the right size and another digest, in one line")
  func wrongDigest() throws {
    try withTemporaryFolder { folder in
      let library = try Toy.library(in: folder)
      let file = folder.appending(path: "mirror/toy/test")
      try Data([0]).write(to: file)
      let error = #expect(throws: DatasetError.self) { try library.load("toy") }
      #expect(
        error?.description
          == "\(file.path): has SHA-256 \(Toy.sha256([0])) (1 bytes); expected "
          + "\(Toy.sha256([1])) (1 bytes); this is not the file the manifest describes: "
          + "replace it with an intact copy")
      #expect(error?.kind == .failure)
    }
  }

  @Test("hashes files longer than one piece")
  func longFile() throws {
    try withTemporaryFolder { folder in
      let long = [UInt8](repeating: 1, count: ByteSourceSize.piece * 2 + 17)
      let library = try Toy.library(in: folder, test: long)
      #expect(throws: DatasetError.self) { try library.load("toy") }  // It reads 1,000 of them.
      let error = #expect(throws: DatasetError.self) { try library.load("toy") }
      guard case .wrongCount("toy", "test", "one", 1000, long.count) = error else {
        Issue.record("the digest was refused: \(String(describing: error))")
        return
      }
    }
  }

  @Test("reports a truncated gzip file whose digest the manifest has")
  func truncatedGzip() throws {
    try withTemporaryFolder { folder in
      let packed = try GzipWriter.packed([0, 1, 1], path: "train.gz")
      let library = try Toy.library(in: folder, packed: packed.dropLast(3))
      let file = folder.appending(path: "mirror/toy/train.gz")
      #expect(
        throws: ArchiveError.truncated(path: file.path, compressedBytes: packed.count - 3)
      ) {
        try library.load("toy")
      }
    }
  }

  @Test("reports content of another digest than the published one")
  func wrongContent() throws {
    try withTemporaryFolder { folder in
      let packed = try GzipWriter.packed([0, 1, 0], path: "train.gz")
      let library = try Toy.library(in: folder, packed: packed)
      let file = folder.appending(path: "mirror/toy/train.gz")
      #expect(
        throws: DatasetError.wrongContent(
          path: file.path, found: "SHA-256 \(Toy.sha256([0, 1, 0]))",
          expected: Toy.sha256([0, 1, 1]))
      ) {
        try library.load("toy")
      }
    }
  }

  @Test("compares counts and the decoded digest")
  func countsAndDigest() throws {
    try withTemporaryFolder { folder in
      let library = try Toy.library(in: folder) {
        $0.replacing("train: [1, 2]", with: "train: [2, 1]")
      }
      #expect(
        throws: DatasetError.wrongCount(
          dataset: "toy", part: "training", className: "zero", found: 1, expected: 2)
      ) {
        try library.load("toy")
      }
      let zeros = String(repeating: "0", count: 64)
      let other = try Toy.library(in: folder) { text in
        let lines = text.split(separator: "\n").dropLast()
        return lines.joined(separator: "\n") + "\ndecodedDigest: \(zeros)"
      }
      let error = #expect(throws: DatasetError.self) { try other.load("toy") }
      guard case .wrongDecodedDigest("toy", _, zeros) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test("names the folder when there are no manifests")
  func noManifests() {
    let library = DatasetLibrary(
      manifests: URL(filePath: "/absent/manifests"), cache: URL(filePath: "/absent/cache"),
      decoders: [], builtIn: [])
    #expect(throws: DatasetError.noManifests(folder: "/absent/manifests")) {
      try library.ids()
    }
  }
}
