public import Core

/// Why a plan cannot be cut into shards.
public enum ShardError: ReportableError, Equatable {
  /// The text is not `number/count`.
  case malformed(text: String)
  /// There are more shards than parts that can be trained apart.
  case tooMany(suite: String, count: Int, units: Int, isTuned: Bool)

  /// Shards are chosen on the command line.
  public var kind: FailureKind { .usage }

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .malformed(let text):
      "--shard: found \"\(text)\"; expected I/N with I from 1 to N, such as --shard 2/3"
    case .tooMany(let suite, let count, let units, let isTuned):
      "suite \(suite): found \(count) shards for \(units) units of work (a unit is a task "
        + (isTuned ? "with all arms and seeds, as tuning needs them" : "on one seed, with all arms")
        + "); expected at most \(units); choose fewer shards"
        + (isTuned ? "" : " or more --seeds")
    }
  }
}
