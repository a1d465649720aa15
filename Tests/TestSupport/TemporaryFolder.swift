public import Foundation

/// Lends an empty folder of its own to a test and removes it afterwards.
public func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "lossbench-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A folder of real dataset files, which a machine may lack: tests that need it are skipped then.
public enum Mirror {
  /// The folder named by the environment variable `LOSSBENCH_MIRROR`.
  public static let folder = ProcessInfo.processInfo.environment["LOSSBENCH_MIRROR"].map {
    URL(filePath: $0, directoryHint: .isDirectory)
  }
}
