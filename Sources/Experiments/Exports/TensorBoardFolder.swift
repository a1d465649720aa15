public import Core
public import Foundation
public import Records
import Reports

/// A folder of event files that TensorBoard shows: one for each finished trial.
public struct TensorBoardFolder: Sendable {
  /// The folder, which need not exist.
  public let url: URL

  /// Names a folder; nothing is written yet.
  public init(_ url: URL) { self.url = url }

  /// Writes the event file of a trial.
  ///
  /// - Parameters:
  ///   - record: the trial.
  ///   - isReplacing: whether a file that an earlier run wrote is written anew.
  /// - Throws: an error of the folder.
  public func write(_ record: TrialRecord, isReplacing: Bool = true) throws(FileError) {
    let log = TensorBoardLog(record)
    let file = url.appending(path: log.path)
    if !isReplacing, FileManager.default.fileExists(atPath: file.path) { return }
    try AtomicFile.write(log.data, to: file)
  }
}
