import Core
import Foundation
import Records
import TestSupport
import Testing

@testable import ResultStore

@Suite("Records of an earlier version") struct ImportTests {
  /// A folder with two files that version 0.1.0 wrote before there was a store.
  private func withOldRun(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let run = folder.appending(path: "run")
      try FileManager.default.copyItem(
        at: Repository.root.appending(path: "Tests/Goldens/format-1-run"), to: run)
      try body(run)
    }
  }

  @Test("files of JSON are read as they are, without changing anything")
  func readAsTheyAre() throws {
    try withOldRun { run in
      let records = try quietResults(run).records()
      #expect(records.map(\.spec.arm.id) == ["cross-entropy", "mixed"])
      #expect(records.map { $0.test?.accuracy }.last == 0.76)
      #expect(records.map(\.format) == [1, 1])
      #expect(try quietResults(run).outlines().map(\.outcome) == ["completed", "completed"])
      #expect(quietResults(run).arePresent)
      #expect(try names(in: run) == ["run.json", "trials"])
    }
  }

  @Test("opening the folder for writing takes them over once, says so, and keeps the files")
  func takesOver() throws {
    try withOldRun { run in
      let before = try quietResults(run).records()
      let notes = Notes()
      let store = try ResultStore(at: run, notify: notes.add)
      #expect(
        notes.all == [
          .imported(
            count: 2, from: run.appending(path: "trials/").relativePath,
            kept: run.appending(path: "trials-imported/").relativePath)
        ])
      #expect("\(notes.all[0])".contains("took over 2 records of an earlier version"))
      store.close()
      #expect(try names(in: run) == ["results.sqlite", "run.json", "trials-imported"])
      #expect(try names(in: run.appending(path: "trials-imported")).count == 2)
      #expect(try quietResults(run).records() == before)
      #expect(try quietStore(run).keys().count == 2, "and only once")
    }
  }

  @Test("a damaged file is named and its trial missing; the other one is taken over")
  func damagedFile() throws {
    try withOldRun { run in
      let trials = run.appending(path: "trials")
      let victim = trials.appending(path: try names(in: trials)[1])
      let text = String(decoding: try Data(contentsOf: victim), as: UTF8.self)
      try Data(text.replacing("0.76,", with: "0.86,").utf8).write(to: victim)
      let notes = Notes()
      let records = try StoredResults(of: run, notify: notes.add).records()
      #expect(records.map(\.spec.arm.id) == ["cross-entropy"])
      #expect("\(notes.all)".contains("its content has digest"))
      #expect("\(notes.all)".contains(victim.lastPathComponent))
      let store = try ResultStore(at: run, notify: notes.add)
      #expect(try store.keys() == [records[0].key])
    }
  }

  @Test("records that are both in the store and in files count once, and the store's are kept")
  func both() throws {
    try withOldRun { run in
      var mine = try quietResults(run).records()[0]
      mine.timing.totalSeconds += 1
      let elsewhere = run.appending(path: "elsewhere")
      let store = try quietStore(elsewhere)
      try store.store(mine)
      store.close()
      try FileManager.default.moveItem(
        at: store.file, to: run.appending(path: ResultStore.fileName))
      #expect(try quietResults(run).records().count == 2)
      #expect(try quietResults(run).records()[0] == mine)
      let opened = try ResultStore(at: run, notify: { _ in })
      #expect(try opened.record(forKey: mine.key) == mine)
      #expect(try opened.keys().count == 2)
    }
  }

  @Test("a file of a later version stops the import and loses nothing")
  func newerFile() throws {
    try withOldRun { run in
      let trials = run.appending(path: "trials")
      let file = trials.appending(path: try names(in: trials)[0])
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      try Data(text.replacing("\"format\" : 1", with: "\"format\" : 99").utf8).write(to: file)
      let expected = StoreError.record(
        .newerFormat(
          path: file.relativePath, found: 99, supported: TrialRecord.currentFormat))
      #expect(throws: expected) { try quietStore(run) }
      #expect(try names(in: trials).count == 2)
    }
  }
}
