import Core
import Foundation
import Records
import TestSupport
import Testing

@testable import ResultStore

@Suite struct StoreMergeTests {
  /// Makes a run folder with a store of some records.
  private func part(_ name: String, _ records: [TrialRecord], in folder: URL) throws -> URL {
    let run = folder.appending(path: name, directoryHint: .isDirectory)
    let store = try quietStore(run)
    try store.store(contentsOf: records)
    store.close()
    return run
  }

  private func merge(_ parts: [URL], into target: URL) throws -> StoreMerge.Outcome {
    try StoreMerge(of: parts, into: target) { Issue.record("\($0)") }.perform()
  }

  @Test("a part that a run replaces records of meanwhile is refused, and nothing is written")
  func changedMeanwhile() throws {
    try withTemporaryFolder { folder in
      let first = try part("a", (1...2).map { makeRecord(seed: $0) }, in: folder)
      let second = try part("b", [makeRecord(seed: 3)], in: folder)
      try tamper(second, "UPDATE trial SET seed = 7")
      let target = folder.appending(path: "all", directoryHint: .isDirectory)
      #expect(throws: StoreError.self) {
        // Told of the damage in the second part when the first one has been looked at.
        try StoreMerge(of: [first, second], into: target) { _ in
          try? tamper(first, "DELETE FROM record WHERE id = 1; DELETE FROM trial WHERE id = 1")
        }.perform()
      }
      let left = (try? names(in: target)) ?? []
      #expect(left.isEmpty)
    }
  }

  @Test("parts become one store that holds every record bit for bit; equal ones count once")
  func joins() throws {
    try withTemporaryFolder { folder in
      let records = (1...6).map { makeRecord(seed: $0) } + [makeRecord(dataset: "other")]
      var later = records[3]
      later.timing.totalSeconds += 5
      let parts = [
        try part("a", Array(records[..<4]), in: folder),
        try part("b", [later] + records[4...], in: folder),
      ]
      let target = folder.appending(path: "all", directoryHint: .isDirectory)
      let outcome = try merge(parts, into: target)
      #expect(outcome == .init(recordCount: 7, repeatedCount: 1))
      #expect(try quietResults(target).records() == records)
      #expect(try quietResults(target).records(detailsUpTo: 0) == records.map(\.withoutDetails))
      #expect(try names(in: target) == [ResultStore.fileName])
      #expect(try quietStore(target).record(forKey: records[5].key) == records[5])
      let again = try merge(parts.reversed(), into: target)
      #expect(again == .init(recordCount: 7, repeatedCount: 7))
      #expect(try quietResults(target).records() == records, "what was there first is kept")
    }
  }

  @Test("records that differ are named with their fields and stores, and nothing is written")
  func conflicts() throws {
    try withTemporaryFolder { folder in
      let record = makeRecord(seed: 3)
      var other = record
      other.test?.accuracy = 0.5
      other.curve[0].meanLoss = 9
      other.timing.jobs = 7
      let parts = [
        try part("a", [record, makeRecord(seed: 4)], in: folder),
        try part("b", [other, makeRecord(seed: 5)], in: folder),
      ]
      let target = folder.appending(path: "all", directoryHint: .isDirectory)
      let error = try #require(throws: StoreError.self) { try merge(parts, into: target) }
      let paths = parts.map { $0.appending(path: ResultStore.fileName).relativePath }
      #expect(
        error
          == .conflicts(
            [
              .init(
                trial: "built-in × mlp, mixed-late, seed 3", fields: ["curve", "test.accuracy"],
                paths: paths)
            ], count: 1))
      #expect(
        error.description.hasSuffix(
          "\n  built-in × mlp, mixed-late, seed 3: curve, test.accuracy (\(paths[0]) and \(paths[1]))"
        ))
      #expect(!FileManager.default.fileExists(atPath: target.path))
    }
  }

  @Test("many conflicts are counted, and the first twenty named")
  func manyConflicts() throws {
    try withTemporaryFolder { folder in
      let records = (1...30).map { makeRecord(seed: $0) }
      let others = (1...30).map { makeRecord(seed: $0, accuracy: 0.25) }
      let parts = [try part("a", records, in: folder), try part("b", others, in: folder)]
      let error = #expect(throws: StoreError.self) {
        try merge(parts, into: folder.appending(path: "all"))
      }
      let lines = error?.description.split(separator: "\n") ?? []
      #expect(lines.count == 22 && lines.last == "  and 10 more")
      #expect(lines.first?.hasPrefix("30 trials recorded differently") == true)
    }
  }

  @Test("a damaged record is reported and left out, and an intact copy elsewhere takes its place")
  func damagedPart() throws {
    try withTemporaryFolder { folder in
      let records = (1...2).map { makeRecord(seed: $0) }
      let parts = [
        try part("a", records, in: folder), try part("b", [records[1]], in: folder),
      ]
      try tamper(parts[0], "UPDATE record SET seal = 'x'")
      let notes = Notes()
      let target = folder.appending(path: "all", directoryHint: .isDirectory)
      let outcome = try StoreMerge(of: parts, into: target, notify: notes.add).perform()
      #expect(outcome.recordCount == 1 && notes.all.count == 2)
      #expect(try quietResults(target).records() == [records[1]])
    }
  }

  @Test("records of an earlier version are joined as well")
  func earlierVersion() throws {
    try withTemporaryFolder { folder in
      let old = folder.appending(path: "old", directoryHint: .isDirectory)
      try FileManager.default.copyItem(
        at: Repository.root.appending(path: "Tests/Goldens/format-1-run"), to: old)
      let before = try quietResults(old).records()
      let target = folder.appending(path: "all", directoryHint: .isDirectory)
      let outcome = try merge([old, try part("a", [makeRecord()], in: folder)], into: target)
      #expect(outcome.recordCount == 3)
      #expect(try quietResults(target).records().filter { $0.spec.dataset != "built-in" } == before)
      #expect(try names(in: old) == ["run.json", "trials"], "parts stay as they are")
    }
  }
}
