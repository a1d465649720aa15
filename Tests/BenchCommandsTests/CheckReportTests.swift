import Foundation
import TestSupport
import Testing

@Suite("scripts/check-report") struct CheckReportTests {
  @Test(
    "agrees with the reports of 200 trials but for a number that was changed by hand, and names it",
    .enabled(if: hasSciPy, "no python3 with SciPy"))
  func madeUpTrials() throws {
    try withTemporaryFolder { folder in
      let made = try Self.start(
        BenchProcess.executable.deletingLastPathComponent().appending(path: "many-trials"),
        ["many", "2"], in: folder)
      try #require(made.status == 0, "\(made.text)")
      try #require(try BenchProcess(["report", "many/run"], in: folder).status == 0)
      let report = folder.appending(path: "many/run/report.json")
      let text = try String(contentsOf: report, encoding: .utf8)
      let changed = text.replacing(
        /"accuracyFamilySize"( ?: ?)90/, with: { "\"accuracyFamilySize\"\($0.1)89" })
      try #require(changed != text)
      try Data(changed.utf8).write(to: report)
      let wrong = try Self.check(["many/run"], in: folder)
      #expect(wrong.status == 1 && wrong.text.contains(" agree, 1 do not"), "\(wrong.text)")
      #expect(wrong.text.contains("accuracyFamilySize: 89; recomputed 90"))
      #expect(try Self.check(["no-run"], in: folder).status == 64)
    }
  }

  @Test("a list of formats without a format is a mistake of usage, not a report of nothing")
  func noFormat() throws {
    let result = try BenchProcess.run("report", "no/such/run", "--format", ", ")
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.errors.contains("--format names no format; known are md, json, text"))
  }

  private static let script = Repository.root.appending(path: "scripts/check-report")

  private static let hasSciPy =
    (try? start(
      URL(filePath: "/usr/bin/env"), ["python3", "-c", "import scipy"],
      in: FileManager.default.temporaryDirectory))?.status == 0

  private static func check(
    _ arguments: [String], in folder: URL
  ) throws -> (status: Int32, text: String) {
    try start(URL(filePath: "/usr/bin/env"), ["python3", script.path] + arguments, in: folder)
  }

  /// Runs a program to its end; what it says on both streams goes through a file.
  private static func start(
    _ program: URL, _ arguments: [String], in folder: URL
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LOSSBENCH_HOME": Repository.root.path
    ]) { $1 }
    let file = folder.appending(path: "said-\(UUID().uuidString)")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    process.standardOutput = try FileHandle(forWritingTo: file)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
  }
}
