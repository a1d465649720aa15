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
    /// Trials whose settings are chosen by the ones that tune, and are not chosen yet.
    var waitingTrials: Int
    /// Their optimizer steps.
    var waitingSteps: Int
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
    /// Whether the trial only helps to choose settings.
    var isTuning: Bool
  }

  private let suites: [Suite]

  /// Looks at the run folders; changes nothing.
  init(_ runs: [RunSession.PlannedRun]) throws {
    suites = try runs.map { run in
      let recorded = try run.run.recordedKeys()
      let plan = try run.run.planSoFar()
      return Suite(
        suite: plan.suite.id, shard: plan.shard?.description, folder: run.folder.relativePath,
        trials: (plan.tuning + plan.trials).map { Trial($0, recorded) },
        waitingTrials: plan.waiting.trialCount, waitingSteps: plan.waiting.stepCount)
    }
  }

  /// Prints a table, or one JSON document.
  func write(asJSON: Bool) throws {
    if asJSON { return try JSONOutput.write(suites) }
    for suite in suites { print(Self.text(suite), terminator: "") }
  }

  private static func text(_ suite: Suite) -> String {
    let parts = [
      suite.trials.filter(\.isTuning), suite.trials.filter { !$0.isTuning },
    ]
    let name = suite.shard.map { "\(suite.suite), shard \($0)" } ?? suite.suite
    var text = ""
    if !parts[0].isEmpty { text += summary("\(name), tuning", parts[0], suite.folder) }
    if parts[0].isEmpty || !parts[1].isEmpty { text += summary(name, parts[1], suite.folder) }
    if suite.waitingTrials > 0 {
      text +=
        "\(suite.suite): \(ProgressText.count(suite.waitingTrials, "trial")) more with "
        + "\(suite.waitingSteps) steps once settings are chosen\n"
    }
    return text
  }

  private static func summary(_ name: String, _ trials: [Trial], _ folder: String) -> String {
    let missing = trials.filter { !$0.isRecorded }
    let rows = trials.map { trial in
      [
        trial.isRecorded ? "  recorded" : "  to run", trial.dataset, trial.model, trial.arm,
        "seed \(trial.seed)", ProgressText.count(trial.steps, "step"),
      ]
    }
    return "\(name): \(ProgressText.count(trials.count, "trial")), "
      + "\(trials.count - missing.count) recorded in \(folder), "
      + "\(missing.count) to run with \(missing.reduce(0) { $0 + $1.steps }) steps\n"
      + TextTable.text(rows)
  }
}

extension DryRun.Trial {
  fileprivate init(_ trial: PlannedTrial, _ recorded: Set<String>) {
    self.init(
      dataset: trial.spec.dataset, model: trial.spec.model.id, arm: trial.spec.arm.id,
      seed: trial.spec.seed, steps: trial.stepCount, key: trial.key,
      isRecorded: recorded.contains(trial.key), isTuning: trial.spec.isTuning == true)
  }
}
