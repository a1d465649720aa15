public import Foundation
public import ResultStore

/// A run as a list shows it.
public struct RunSummary: Codable, Hashable, Sendable {
  /// The run folder.
  public var folder: String
  /// The suite's id; nil when the folder holds results without a description.
  public var suite: String?
  /// Planned trials that have a record, whatever came out.
  public var recordedCount: Int
  /// Planned trials.
  public var plannedCount: Int
  /// Planned trials that ended without scores: diverged, failed or stopped.
  public var failedCount: Int
  /// The start of the trial that started last, in ISO 8601; nil without records.
  public var lastStartedAt: String?
  /// What cannot be read, in one line; nil where all can.
  public var problem: String?

  /// Returns the runs in a folder and in the folders below it, in the order of their paths.
  ///
  /// - Parameters:
  ///   - folder: where to look; it need not exist.
  ///   - notify: told of records that are not whole.
  /// - Returns: a summary of each, also where something cannot be read.
  public static func runs(
    below folder: URL, notify: @escaping @Sendable (StoreNote) -> Void
  ) -> [RunSummary] {
    runFolders(folder, depth: 4).map { RunSummary(of: $0, notify: notify) }
  }

  private init(of folder: URL, notify: @escaping @Sendable (StoreNote) -> Void) {
    self.folder = folder.relativePath
    (recordedCount, plannedCount, failedCount) = (0, 0, 0)
    var description: RunDescription?
    do throws(RunError) {
      description = try RunDescription(of: folder)
    } catch .noRun {
      // Results alone.
    } catch {
      problem = error.description
    }
    suite = description?.suite
    plannedCount = description?.trials.count ?? 0
    do throws(StoreError) {
      let outlines = try StoredResults(of: folder, notify: notify).outlines()
      count(outlines, description)
    } catch {
      problem = error.description
    }
  }

  private mutating func count(_ outlines: [StoredResults.Outline], _ description: RunDescription?) {
    lastStartedAt = outlines.lazy.map(\.startedAt).max()
    guard let description else {
      recordedCount = outlines.count
      failedCount = outlines.count { $0.outcome != "completed" }
      return
    }
    let outcomes = Dictionary(
      outlines.map { ($0.key, $0.outcome) }, uniquingKeysWith: { first, _ in first })
    for trial in description.trials {
      guard let outcome = outcomes[trial.key] else { continue }
      recordedCount += 1
      if outcome != "completed" { failedCount += 1 }
    }
    failedCount += description.failures.count { outcomes[$0.key] == nil }
  }

  /// A folder that holds a run has no runs below it.
  private static func runFolders(_ folder: URL, depth: Int) -> [URL] {
    let isRun =
      FileManager.default.fileExists(atPath: folder.appending(path: RunDescription.fileName).path)
      || StoredResults(of: folder, notify: { _ in }).arePresent
    if isRun { return [folder] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    guard depth > 0 else { return [] }
    return names.filter { !$0.hasPrefix(".") }.sorted().flatMap { name -> [URL] in
      let child = folder.appending(path: name, directoryHint: .isDirectory)
      let isFolder = (try? child.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
      return isFolder ? runFolders(child, depth: depth - 1) : []
    }
  }
}
