import Foundation

/// What a short program printed.
struct ProgramOutput {
  /// Its exit status.
  let status: Int32
  /// Its standard output without the final line end.
  let text: String

  /// Runs a program found in `PATH` to its end; nil when it cannot be started.
  init?(_ program: String, _ arguments: [String]) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil,
      let data = try? output.fileHandleForReading.readToEnd() ?? Data()
    else { return nil }
    process.waitUntilExit()
    status = process.terminationStatus
    text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
