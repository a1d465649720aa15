import Core
public import Foundation
public import Reports
public import ResultStore

/// Joins run folders, such as those of shards, into one with reports of its own.
public struct RunMerge {
  private let sources: [URL]
  private let target: URL
  private let notify: @Sendable (StoreNote) -> Void

  /// What a merge came to.
  public struct Result: Sendable {
    /// The comparison of all arms.
    public var report: ComparisonReport
    /// Records in the joined store, and those that were there more than once.
    public var records: StoreMerge.Outcome
  }

  /// Names what to join; nothing is read yet.
  ///
  /// - Parameters:
  ///   - sources: run folders, or the stores in them.
  ///   - target: the folder of the joined run; what it holds already takes part.
  ///   - notify: told of records that are not whole.
  public init(
    of sources: [URL], into target: URL, notify: @escaping @Sendable (StoreNote) -> Void
  ) {
    self.sources = sources.map {
      $0.lastPathComponent == ResultStore.fileName ? $0.deletingLastPathComponent() : $0
    }
    self.target = target
    self.notify = notify
  }

  /// Joins the runs and writes `run.json`, the store and the reports.
  ///
  /// - Returns: the report and the counts.
  /// - Throws: an error that says what does not fit, or ``RunError/busy(path:)`` when a run goes on in
  ///   the target; then nothing has been written.
  public func perform() throws -> Result {
    let lock = try RunLock.ofExisting(target)
    defer { withExtendedLifetime(lock) {} }
    let description = try joinedDescription()
    let outcome = try StoreMerge(of: sources, into: target, notify: notify).perform()
    try description.write(to: target)
    let report = try description.report(from: target, reportDamage: { _ in })
    try ReportFiles.write(report, formats: ReportFiles.standardFormats, to: target)
    return Result(report: report, records: outcome)
  }

  private func joinedDescription() throws -> RunDescription {
    var parts: [(path: String, description: RunDescription)] = []
    for folder in sources {
      guard FileManager.default.fileExists(atPath: folder.path) else {
        throw RunError.noRun(path: folder.relativePath)
      }
      parts.append((folder.relativePath, try RunDescription(of: folder)))
    }
    do throws(RunError) {
      parts.insert((target.relativePath, try RunDescription(of: target)), at: 0)
    } catch .noRun {
      // A folder that is new, or empty so far.
    }
    return try RunDescription.joined(parts)
  }
}
