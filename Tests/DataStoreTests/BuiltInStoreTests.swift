import DataStore
import Foundation
import TestSupport
import Testing

@Suite("Built-in sets in the cache")
struct BuiltInStoreTests {
  private static func stored(_ folder: URL) -> URL {
    folder.appending(path: "cache/built-in/builtin-toy-v2")
  }

  private static func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("are generated once, with the manifest beside the files and nothing left over")
  func generatedOnce() throws {
    try withTemporaryFolder { folder in
      let dataset = try Toy.library(in: folder).load("builtin-toy")
      #expect(dataset.bayesAccuracy == 0.75)
      #expect(dataset.decoded.trainLabels == [0, 1, 1])
      let stored = Self.stored(folder)
      #expect(try Self.names(stored) == ["manifest.json", "test.gz", "train.gz"])
      #expect(try Self.names(stored.deletingLastPathComponent()) == ["builtin-toy-v2"])

      let manifest = stored.appending(path: "manifest.json")
      let before = try FileManager.default.attributesOfItem(atPath: manifest.path)
      _ = try Toy.library(in: folder).load("builtin-toy")
      let after = try FileManager.default.attributesOfItem(atPath: manifest.path)
      #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
    }
  }

  @Test(
    "are generated again when a file is damaged or absent",
    arguments: ["train.gz", "manifest.json"])
  func regenerated(name: String) throws {
    try withTemporaryFolder { folder in
      _ = try Toy.library(in: folder).load("builtin-toy")
      let file = Self.stored(folder).appending(path: name)
      let intact = try Data(contentsOf: file)
      try Data("damaged".utf8).write(to: file)
      #expect(try Toy.library(in: folder).load("builtin-toy").decoded.testLabels == [1])
      #expect(try Data(contentsOf: file) == intact)
      try FileManager.default.removeItem(at: file)
      #expect(try Toy.library(in: folder).load("builtin-toy").decoded.testLabels == [1])
      #expect(try Self.names(file.deletingLastPathComponent()).count == 3)
      #expect(
        try Self.names(Self.stored(folder).deletingLastPathComponent()) == ["builtin-toy-v2"])
    }
  }

  @Test("remove what a process that is gone left unfinished, and nothing else")
  func leftovers() throws {
    try withTemporaryFolder { folder in
      let parent = Self.stored(folder).deletingLastPathComponent()
      let host = ProcessInfo.processInfo.hostName
      // No process has the first number, the second is this one, the third is another host's.
      let names = [
        ".generating-\(host)-\(Int32.max)-A",
        ".generating-\(host)-\(ProcessInfo.processInfo.processIdentifier)-B",
        ".generating-elsewhere.\(host)-\(Int32.max)-C",
      ]
      for name in names {
        try FileManager.default.createDirectory(
          at: parent.appending(path: name), withIntermediateDirectories: true)
      }
      _ = try Toy.library(in: folder).load("builtin-toy")
      #expect(try Set(Self.names(parent)) == Set(names.dropFirst() + ["builtin-toy-v2"]))
    }
  }

  @Test("survive many loads at the same time")
  func concurrent() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "lossbench-test-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for _ in 0..<5 {
      try await withThrowingTaskGroup(of: [Int32].self) { group in
        for _ in 0..<8 {
          group.addTask {
            // A library each, as separate processes have.
            let library = DatasetLibrary(
              manifests: folder, cache: folder.appending(path: "cache"),
              decoders: [ToyDecoder.self], builtIn: [ToyBuiltIn.self])
            return try library.load("builtin-toy").decoded.trainLabels
          }
        }
        for try await labels in group { #expect(labels == [0, 1, 1]) }
      }
      try FileManager.default.removeItem(at: folder)
    }
  }

  @Test("say where they cannot be stored")
  func cannotStore() throws {
    try withTemporaryFolder { folder in
      let blocked = folder.appending(path: "cache")
      try Data().write(to: blocked)
      let library = try Toy.library(in: folder)
      let error = #expect(throws: DatasetError.self) { try library.load("builtin-toy") }
      guard case .cannotStore = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }
}
