import Core
import Experiments
import Foundation
import Records

/// What `bench run --dry-run` prints: the trials, their steps and which are recorded.
struct DryRun {
  /// A suite's part of the document.
  struct Suite: Encodable {
    var suite: String
    /// The part of the suite, such as `2/3`; absent for all of it.
    var shard: String?
    var folder: String
    var trials: [Trial]
  }

  /// A trial of the document.
  struct Trial: Encodable {
    var dataset: String
    var model: String
    var arm: String
    var seed: UInt64
    var steps: Int
    var key: String
    var isRecorded: Bool
  }

  private let suites: [Suite]

  /// Looks at the run folders; changes nothing.
  init(_ runs: [RunSession.PlannedRun]) throws {
    suites = try runs.map { run in
      let recorded = try run.run.recordedKeys()
      return Suite(
        suite: run.plan.suite.id, shard: run.plan.shard?.description,
        folder: run.folder.relativePath,
        trials: run.plan.trials.map { trial in
          Trial(
            dataset: trial.spec.dataset, model: trial.spec.model.id, arm: trial.spec.arm.id,
            seed: trial.spec.seed, steps: trial.stepCount, key: trial.key,
            isRecorded: recorded.contains(trial.key))
        })
    }
  }

  /// Prints a table, or one JSON document.
  func write(asJSON: Bool) throws {
    if asJSON { return try JSONOutput.write(suites) }
    for suite in suites { print(Self.text(suite), terminator: "") }
  }

  private static func text(_ suite: Suite) -> String {
    let missing = suite.trials.filter { !$0.isRecorded }
    let rows = suite.trials.map { trial in
      [
        trial.isRecorded ? "  recorded" : "  to run", trial.dataset, trial.model, trial.arm,
        "seed \(trial.seed)", ProgressText.count(trial.steps, "step"),
      ]
    }
    let name = suite.shard.map { "\(suite.suite), shard \($0)" } ?? suite.suite
    return "\(name): \(ProgressText.count(suite.trials.count, "trial")), "
      + "\(suite.trials.count - missing.count) recorded in \(suite.folder), "
      + "\(missing.count) to run with \(missing.reduce(0) { $0 + $1.steps }) steps\n"
      + TextTable.text(rows)
  }
}
