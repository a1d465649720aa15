import Core
public import Foundation
public import Records
public import Reports
public import ResultStore

/// What a run folder is about: `run.json`, from which a report can be made without the suite.
public struct RunDescription: Hashable, Sendable {
  /// The version of this layout.
  public static let currentFormat = 2
  /// The file's name in the run folder.
  static let fileName = "run.json"

  /// The layout version.
  public var format: Int
  /// The suite's id.
  public var suite: String
  /// What the suite compares.
  public var title: String
  /// The arm that the others are compared with.
  public var baselineArm: String
  /// The arms in the suite's order.
  public var armOrder: [String]
  /// The command that makes the records again; of a shard, the command of the whole.
  public var command: String
  /// Which part of the suite's plan this run is, such as `2/3`; nil for all of it.
  public var shard: String?
  /// The planned trials.
  public var trials: [Entry]
  /// The trials that ended in an error the last time they were tried.
  public var failures: [Failure]
  /// The trials that chose settings; nil where none did.
  public var tuning: [Entry]?
  /// How settings were chosen; nil where none were, or before.
  public var choices: [TuningChoice]?
  /// The arm that is explained and its controls; nil where there are none.
  public var controls: ControlStudy?

  /// A planned trial.
  public struct Entry: Codable, Hashable, Sendable {
    /// The key of its record.
    public var key: String
    /// What to train.
    public var spec: TrialSpec
  }

  /// A trial that ended in an error.
  public struct Failure: Codable, Hashable, Sendable {
    /// The key that its record would have.
    public var key: String
    /// The error, in one line.
    public var reason: String
  }

  /// Describes a plan before it runs.
  public init(_ plan: TrialPlan, command: String) {
    format = Self.currentFormat
    suite = plan.suite.id
    title = plan.suite.title
    baselineArm = plan.suite.baseline
    armOrder = plan.suite.arms.map(\.id)
    self.command = command
    shard = plan.shard?.description
    trials = plan.trials.map { Entry(key: $0.key, spec: $0.spec) }
    failures = []
    let tuning = plan.tuning.map { Entry(key: $0.key, spec: $0.spec) }
    self.tuning = tuning.isEmpty ? nil : tuning
    choices = plan.choices.isEmpty ? nil : plan.choices
    controls = plan.suite.controlStudy
  }

  /// Reads the description of a run folder.
  public init(of folder: URL) throws(RunError) {
    let file = folder.appending(path: Self.fileName)
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw .noRun(path: folder.path)
      }
      throw .unreadableDescription(path: file.path, reason: FileError.reason(error))
    }
    guard let header = try? JSONDecoder().decode(Header.self, from: data) else {
      throw .damagedDescription(path: file.path)
    }
    guard header.format <= Self.currentFormat else {
      throw .newerDescription(
        path: file.path, found: header.format, supported: Self.currentFormat)
    }
    guard let layout = try? JSONDecoder().decode(RunDescriptionLayout.self, from: data),
      let description = RunDescription(layout)
    else { throw .damagedDescription(path: file.path) }
    self = description
  }

  /// Writes the description into a run folder.
  public func write(to folder: URL) throws {
    try AtomicFile.write(
      try CanonicalJSON.document(RunDescriptionLayout(self)),
      to: folder.appending(path: Self.fileName))
  }

  /// Compares the arms by the records of a run folder; what has no record is shown as missing.
  ///
  /// - Parameters:
  ///   - folder: the run folder.
  ///   - reportDamage: told of each record that is not whole.
  /// - Returns: the report.
  /// - Throws: an error of the folder, or of records that cannot be compared.
  public func report(
    from folder: URL, reportDamage: @escaping @Sendable (StoreNote) -> Void
  ) throws -> ComparisonReport {
    let keys = Set(trials.map(\.key))
    let records = try StoredResults(of: folder, notify: reportDamage).records()
    let recorded = Set(records.map(\.key))
    // Of many trials only what is needed is copied.
    let specs =
      failures.isEmpty
      ? [:]
      : Dictionary(
        trials.map { ($0.key, $0.spec) }, uniquingKeysWith: { first, _ in first })
    return try ComparisonReport(
      suite: suite, baselineArm: baselineArm,
      records: recorded.isSubset(of: keys) ? records : records.filter { keys.contains($0.key) },
      missing: trials.lazy.filter { !recorded.contains($0.key) }.map(\.spec),
      failures: failures.compactMap { failure in
        specs[failure.key].map { TrialFailure(spec: $0, reason: failure.reason) }
      },
      armOrder: armOrder, command: shard.map { "\(command) --shard \($0)" } ?? command,
      shard: shard, tuning: choices ?? [], controls: controls)
  }

  private struct Header: Decodable { var format: Int }
}
