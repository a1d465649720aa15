import Foundation

/// The real program, run with a home and a cache of its own.
final class RunningBench {
  /// Where the program was built: beside the test bundle.
  private static let executable: URL = {
    let here = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    return here.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "bench")
  }()

  private let process = Process()
  private let output: URL

  /// Starts the program.
  init(_ arguments: [String], home: URL, cache: URL) throws {
    output = cache.appending(path: "output-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    process.executableURL = Self.executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LOSSBENCH_HOME": home.path, "LOSSBENCH_CACHE": cache.path, "TERM": "dumb",
    ]) { $1 }
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
  }

  /// What it printed so far, on both streams.
  var text: String {
    String(decoding: FileManager.default.contents(atPath: output.path) ?? Data(), as: UTF8.self)
  }

  /// Ends it as nothing can be ended more abruptly.
  func kill() {
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Asks it to stop, as Ctrl-C does.
  func interrupt() { _ = Foundation.kill(process.processIdentifier, SIGINT) }

  /// Waits for its end and returns its exit code.
  func status() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Waits until something holds, at most 20 s, and returns whether it does.
  static func wait(until holds: () -> Bool) -> Bool {
    for _ in 0..<2000 {
      if holds() { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }
}
