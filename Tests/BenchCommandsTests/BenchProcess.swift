import Foundation
import TestSupport

/// The built program, run as a user would run it.
struct BenchProcess {
  let status: Int32
  let output: String
  let errors: String

  /// The program beside the test bundle.
  static let executable: URL = {
    let bundle = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    return bundle.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "bench")
  }()

  /// The cache that tests share, so that generated sets are made once.
  private static let cache = FileManager.default.temporaryDirectory.appending(
    path: "lossbench-test-cache")

  /// Runs the program to its end, or a shell's command in which `"$@"` stands for it.
  init(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:],
    shell: String? = nil, whileRunning: (Process) throws -> Void = { _ in }
  ) throws {
    let process = Process()
    process.executableURL = shell == nil ? Self.executable : URL(filePath: "/bin/sh")
    process.arguments =
      (shell.map { ["-c", $0, "sh", Self.executable.path] } ?? []) + arguments
    process.currentDirectoryURL = folder
    process.environment =
      ProcessInfo.processInfo.environment
      .merging(["LOSSBENCH_HOME": Repository.root.path, "LOSSBENCH_CACHE": Self.cache.path]) {
        $1
      }
      .merging(environment) { $1 }
    let (out, err) = (
      folder.appending(path: "stdout-\(UUID())"), folder.appending(path: "stderr-\(UUID())")
    )
    for file in [out, err] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try whileRunning(process)
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: try Data(contentsOf: out), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: err), as: UTF8.self)
    for file in [out, err] { try FileManager.default.removeItem(at: file) }
  }

  /// Runs the program in a folder of its own, removed afterwards.
  static func run(_ arguments: String..., environment: [String: String] = [:]) throws
    -> BenchProcess
  {
    try withTemporaryFolder {
      try BenchProcess(arguments, in: $0, environment: environment)
    }
  }
}

extension BenchProcess {
  /// Runs lines of the shell, with the program on the path, to their end or the first failure.
  static func shell(_ script: String, in folder: URL) throws -> (status: Int32, errors: String) {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-euc", script]
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    let path = environment["PATH"] ?? "/usr/bin:/bin"
    environment["PATH"] = "\(executable.deletingLastPathComponent().path):\(path)"
    environment["LOSSBENCH_HOME"] = Repository.root.path
    environment["LOSSBENCH_CACHE"] = cache.path
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (
      process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      String(decoding: text, as: UTF8.self)
    )
  }
}
