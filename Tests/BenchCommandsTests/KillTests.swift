import Core
import DataStore
import Foundation
import Records
import ResultStore
import TestSupport
import Testing

@testable import Experiments

/// The built program, ended at any moment in any way and started again: nothing is lost.
///
/// `scripts/kill-test` runs the first test on another suite, and more often.
@Suite("Killed runs", .serialized) struct KillTests {
  /// The small suite of the tests.
  private static let suite = Repository.root.appending(path: "Tests/Suites/kill.yaml").path
  /// What is killed, with the options of each run: the small suite and a seed of the default one, or
  /// what the environment names.
  private static let killedRuns: [[String]] = {
    let named = ProcessInfo.processInfo.environment["LOSSBENCH_KILL_SUITE"]
    return named.map { [[$0]] } ?? [[suite], ["default", "--seeds", "1"]]
  }()
  private static let kills =
    ProcessInfo.processInfo.environment["LOSSBENCH_KILLS"].flatMap { Int($0) } ?? 20

  private func records(in folder: URL) throws -> [TrialRecord] {
    try StoredResults(of: folder, notify: { Issue.record("\($0)") }).records()
  }

  /// The files of a complete run: none is temporary, and no checkpoint is left.
  private func expectComplete(_ found: URL, like expected: URL) throws {
    func names(_ folder: URL) throws -> Set<String> {
      Set(try FileManager.default.subpathsOfDirectory(atPath: folder.path))
    }
    #expect(try names(found).symmetricDifference(names(expected)).isEmpty)
    let (one, other) = (try records(in: found), try records(in: expected))
    #expect(one.count == other.count && !one.isEmpty)
    for (one, other) in zip(one, other) {
      let isEqual = one.equalIgnoringTiming(other)  // The records would fill the screen.
      #expect(isEqual, "\(one.spec.arm.id), seed \(one.spec.seed): \(one.outcome)")
    }
  }

  /// Runs the program once to its end; returns how long it took.
  @discardableResult
  private func run(
    _ out: String, of suite: [String] = [KillTests.suite], in folder: URL, _ more: String...
  ) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try BenchProcess(["run"] + suite + ["--out", out] + more, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    return (clock.now - start) / .seconds(1)
  }

  /// Sleeps, but not longer than the process lives.
  private func wait(_ seconds: Double, for process: Process) {
    let end = Date.now.addingTimeInterval(seconds)
    while process.isRunning, Date.now < end { usleep(2000) }
  }

  @Test(
    "killed at random moments and started again, the records are those of an undisturbed run",
    arguments: killedRuns)
  func killed(suite: [String]) throws {
    try withTemporaryFolder { folder in
      // Generated data are made once, by the first run.
      let whole = try run("whole", of: suite, in: folder, "--no-sharing")
      let startUp = try run("whole", of: suite, in: folder)
      var random = RandomStream(seed: UInt64(Self.kills)).split("kill")
      var (killed, lives) = (0, 0)
      while killed < Self.kills, lives < 4 * Self.kills {
        lives += 1
        _ = try BenchProcess(
          ["run"] + suite + ["--out", "broken", "--checkpoint-seconds", "0.2"], in: folder
        ) { process in
          wait(
            startUp * 1.5 * random.uniformDouble() + whole / 20 * random.uniformDouble(),
            for: process)
          guard process.isRunning else { return }
          kill(process.processIdentifier, SIGKILL)
          killed += 1
        }
        // What was finished before its time starts anew.
        let broken = folder.appending(path: "broken")
        if FileManager.default.fileExists(atPath: broken.appending(path: "report.md").path),
          killed < Self.kills
        {
          try FileManager.default.removeItem(at: broken)
        }
      }
      #expect(killed == Self.kills)
      try run("broken", of: suite, in: folder)
      try expectComplete(
        folder.appending(path: "broken"), like: folder.appending(path: "whole"))
    }
  }

  @Test(
    "Ctrl-C, SIGTERM and a closed terminal end it at once, and it goes on inside a trial",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func interrupted(number: Int32) throws {
    try withTemporaryFolder { folder in
      let out = folder.appending(path: "r")
      let clock = ContinuousClock()
      var (asked, took) = (clock.now, Duration.zero)
      let result = try BenchProcess(
        ["run", Self.suite, "--out", "r", "--events", "events"], in: folder
      ) { process in
        let events = folder.appending(path: "events")
        func isUnderWay() -> Bool {
          let text = (try? String(contentsOf: events, encoding: .utf8)) ?? ""
          return text.contains("\"event\":\"progress\"")
        }
        while process.isRunning, !isUnderWay() { usleep(5000) }
        asked = clock.now
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        took = clock.now - asked
      }
      #expect(result.status == 128 + number && took < .seconds(5))
      #expect(result.errors.contains("what was under way kept in r; to go on: bench run "))
      let checkpoints = CheckpointFolder(of: out).contents()
      #expect(!checkpoints.isEmpty && checkpoints.allSatisfy { $0.hasSuffix(".safetensors") })
      try run("r", in: folder)
      try run("whole", in: folder)
      try expectComplete(out, like: folder.appending(path: "whole"))
    }
  }

  @Test("what nohup starts goes on when the terminal closes")
  func nohup() throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess(
        ["run", Self.suite, "--out", "r", "--events", "events"], in: folder,
        shell: "trap '' HUP; exec \"$@\""
      ) { process in
        let events = folder.appending(path: "events")
        while process.isRunning, (try? Data(contentsOf: events))?.isEmpty ?? true { usleep(5000) }
        kill(process.processIdentifier, SIGHUP)
      }
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  @Test(
    "progress and tables that nobody can read stop no run",
    arguments: [
      // A table that found no room is lost, which the exit code says.
      ("\"$@\" 2>/dev/full; echo $? >status", "0\n"),
      ("\"$@\" 2>/dev/full >/dev/full; echo $? >status", "1\n"),
      ("{ \"$@\"; echo $? >status; } 2>&1 | true", "0\n"),
    ])
  func unreadable(shell: String, expected: String) throws {
    try withTemporaryFolder { folder in
      _ = try BenchProcess(["run", Self.suite, "--out", "r"], in: folder, shell: shell)
      let status = try String(contentsOf: folder.appending(path: "status"), encoding: .utf8)
      #expect(status == expected)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "r").path)
      #expect(names.sorted() == ["report.json", "report.md", "results.sqlite", "run.json"])
    }
  }

  @Test("events that cannot be written are missed once, and stop no run")
  func fullEvents() throws {
    try withTemporaryFolder { folder in
      let result = try BenchProcess(
        ["run", Self.suite, "--out", "r", "--events", "/dev/full"], in: folder)
      #expect(result.status == 0)
      let complaints = result.errors.split(separator: "\n").filter { $0.contains("/dev/full") }
      #expect(
        complaints == [
          "bench: /dev/full: cannot be written: No space left on device; no more events are written"
        ])
    }
  }

  /// Whether a small file system can be mounted here.
  private static let canMount: Bool = {
    guard geteuid() == 0 else { return false }
    return
      (try? withTemporaryFolder { folder in
        guard try command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path) else {
          return false
        }
        return try command("umount", folder.path)
      }) ?? false
  }()

  private static func command(_ words: String...) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test(
    "a full disk loses nothing that was stored, and the same command goes on",
    .enabled(if: canMount))
  func fullDisk() throws {
    try withTemporaryFolder { folder in
      let disk = folder.appending(path: "disk")
      try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
      #expect(
        try Self.command("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk.path))
      defer { _ = try? Self.command("umount", disk.path) }
      let full = try BenchProcess(["run", Self.suite, "--out", "disk/r"], in: folder)
      #expect(full.status == 1)
      #expect(full.errors.contains("disk is full") || full.errors.contains("cannot be written: "))
      let hidden = try FileManager.default.subpathsOfDirectory(atPath: disk.path)
      #expect(!hidden.contains { $0.hasSuffix(".part") }, "\(hidden)")
      #expect(try Self.command("mount", "-o", "remount,size=64m", disk.path))
      try run("disk/r", in: folder)
      try run("whole", in: folder)
      try expectComplete(
        folder.appending(path: "disk/r"), like: folder.appending(path: "whole"))
    }
  }
}
