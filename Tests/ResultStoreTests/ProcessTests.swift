import Core
import Foundation
import GRDB
import Records
import TestSupport
import Testing

@testable import ResultStore

/// The program `many-trials`, which writes made-up trials through the store.
private struct Writer {
  let process = Process()

  init(_ folder: URL, seeds: Int, batch: Int) throws {
    let bundle = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    process.executableURL = bundle.resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "many-trials")
    process.arguments = [folder.path, "\(seeds)", "\(batch)"]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LOSSBENCH_HOME": Repository.root.path
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    try process.run()
  }
}

@Suite("Several processes, and their sudden ends", .serialized) struct ProcessTests {
  @Test("kill -9 at any moment leaves whole records only, and the next process goes on")
  func killed() throws {
    try withTemporaryFolder { folder in
      var random = RandomStream(seed: 1).split("kills")
      let run = folder.appending(path: "run")
      var last = 0
      for kill in 1...20 {
        let writer = try Writer(folder, seeds: 15, batch: 1)
        // Some moments lie in the start and some among the commits.
        let moment = 0.02 + (kill % 4 == 0 ? 0.2 : 0.8) * random.uniformDouble()
        Thread.sleep(forTimeInterval: moment)
        _ = Foundation.kill(writer.process.processIdentifier, SIGKILL)
        writer.process.waitUntilExit()
        let records = try quietResults(run).records()
        #expect(records.count >= last, "nothing that was stored is lost")
        #expect(records.allSatisfy { $0.curve.count == 10 && $0.test != nil })
        last = records.count
      }
      #expect(last > 0)
      let end = try Writer(folder, seeds: 15, batch: 100)
      end.process.waitUntilExit()
      #expect(end.process.terminationStatus == 0)
      #expect(try quietResults(run).records().count == 1_500)
      #expect(try names(in: run) == ["results.sqlite", "run.json"])
    }
  }

  @Test("two processes may write the same store, and another may read meanwhile")
  func twoWriters() throws {
    try withTemporaryFolder { folder in
      let writers = try [Writer(folder, seeds: 3, batch: 1), Writer(folder, seeds: 3, batch: 7)]
      let run = folder.appending(path: "run")
      var counts: [Int] = []
      while writers.contains(where: \.process.isRunning) {
        counts.append(try quietResults(run).records().count)
        Thread.sleep(forTimeInterval: 0.01)
      }
      #expect(writers.allSatisfy { $0.process.terminationStatus == 0 })
      #expect(counts == counts.sorted())
      #expect(try quietResults(run).records().count == 300)
      #expect(try quietStore(run).keys().count == 300)
    }
  }

  @Test("two stores in one process wait for each other")
  func twoStores() throws {
    try withTemporaryFolder { folder in
      let stores = [try quietStore(folder), try quietStore(folder)]
      DispatchQueue.concurrentPerform(iterations: 8) { index in
        for seed in 0..<10 {
          do {
            try stores[index % 2].store(makeRecord(seed: UInt64(10 * index + seed)))
          } catch {
            Issue.record("\(error)")
          }
        }
      }
      #expect(try quietResults(folder).records().count == 80)
    }
  }

  @Test(
    "a full disk is one line; what was stored stays, and with room the run goes on",
    .enabled(if: Tmpfs.isPossible))
  func fullDisk() throws {
    try Tmpfs.with(bytes: 1 << 20) { folder in
      let store = try quietStore(folder)
      var stored: [TrialRecord] = []
      var failure: StoreError?
      for seed in 1...UInt64(1_000) {
        let record = makeRecord(seed: seed)
        do throws(StoreError) {
          try store.store(record)
          stored.append(record)
        } catch {
          failure = error
          break
        }
      }
      #expect(failure == .full(path: store.file.path))
      #expect(failure?.description.contains("the disk is full") == true)
      #expect(stored.count > 20)
      #expect(try quietResults(folder).records() == stored)
      try Tmpfs.resize(folder, bytes: 4 << 20)
      try store.store(makeRecord(seed: 5_000))
      store.close()
      #expect(try quietStore(folder).keys().count == stored.count + 1)
    }
  }

  @Test(
    "a disk that may not be written is one line, and can be read", .enabled(if: Tmpfs.isPossible))
  func readOnlyDisk() throws {
    try Tmpfs.with(bytes: 1 << 20) { folder in
      let store = try quietStore(folder)
      try store.store(makeRecord())
      store.close()
      try Tmpfs.makeReadOnly(folder)
      #expect(throws: StoreError.readOnly(path: store.file.path)) { try quietStore(folder) }
      #expect(try quietResults(folder).records() == [makeRecord()])
    }
  }
}

/// A small disk of its own for a test that runs as root.
enum Tmpfs {
  static let isPossible: Bool = {
    (try? with(bytes: 1 << 16) { _ in true }) ?? false
  }()

  static func with<Result>(bytes: Int, _ body: (URL) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      try mount("mount", "-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", folder.path)
      defer { try? mount("umount", "-l", folder.path) }
      return try body(folder)
    }
  }

  static func resize(_ folder: URL, bytes: Int) throws {
    try mount("mount", "-o", "remount,size=\(bytes)", folder.path)
  }

  static func makeReadOnly(_ folder: URL) throws {
    try mount("mount", "-o", "remount,ro", folder.path)
  }

  private static func mount(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
  }
}
