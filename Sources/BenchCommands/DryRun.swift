import Core
import Experiments
import DataStore
import Foundation
import Records

/// What `bench run --dry-run` prints: what would be trained, what arms share, and about how long.
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
    /// Stretches of training, and the steps with and without sharing.
    var stages: Int
    var steps: Int
    var separateSteps: Int
    var jobs: Int
    /// About how long; absent when nothing could be timed.
    var estimate: RunEstimate?
    var tree: [StageOutline]
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

  /// Looks at the run folders and times a few steps; changes nothing.
  init(_ runs: [RunSession.PlannedRun], library: DatasetLibrary, options: RunOptions) throws {
    suites = try runs.map { run in
      let recorded = try run.run.recordedKeys()
      let plan = try run.run.planSoFar()
      let trials = plan.tuning + plan.trials
      let missing = trials.filter { !recorded.contains($0.key) }
      let tree = try StageTree(missing, isShared: options.isShared)
      return Suite(
        suite: plan.suite.id, shard: plan.shard?.description, folder: run.folder.relativePath,
        trials: trials.map { Trial($0, recorded) }, waitingTrials: plan.waiting.trialCount,
        waitingSteps: plan.waiting.stepCount, stages: tree.stages.count, steps: tree.stepCount,
        separateSteps: tree.separateStepCount, jobs: options.jobs,
        estimate: try RunEstimate(tree, library: library, jobs: options.jobs),
        tree: StageOutline.outlines(of: tree))
    }
  }

  /// Prints text, or one JSON document.
  func write(asJSON: Bool) throws {
    if asJSON { return try JSONOutput.write(suites) }
    for suite in suites { try print(Self.text(suite), terminator: "") }
  }

  private static func text(_ suite: Suite) -> String {
    let tuning = suite.trials.filter(\.isTuning)
    let compared = suite.trials.filter { !$0.isTuning }
    let name = suite.shard.map { "\(suite.suite), shard \($0)" } ?? suite.suite
    var text = ""
    if !tuning.isEmpty { text += summary("\(name), tuning", tuning, suite.folder) }
    if tuning.isEmpty || !compared.isEmpty { text += summary(name, compared, suite.folder) }
    if suite.waitingTrials > 0 {
      text +=
        "\(name): \(ProgressText.count(suite.waitingTrials, "trial")) more with "
        + "\(suite.waitingSteps) steps once settings are chosen\n"
    }
    guard suite.trials.contains(where: { !$0.isRecorded }) else { return text }
    let share = Int((100 * Double(suite.steps) / Double(max(1, suite.separateSteps))).rounded())
    text +=
      "  \(ProgressText.count(suite.stages, "stretch", plural: "stretches")) with "
      + "\(ProgressText.count(suite.steps, "step")); \(suite.separateSteps) if nothing were "
      + "shared (\(share) %)\n"
    if let estimate = suite.estimate { text += time(estimate, suite.jobs) }
    return text + TreeText.text(suite.tree)
  }

  private static func summary(_ name: String, _ trials: [Trial], _ folder: String) -> String {
    let missing = trials.count { !$0.isRecorded }
    return "\(name): \(ProgressText.count(trials.count, "trial")), "
      + "\(trials.count - missing) recorded in \(folder), \(missing) to run\n"
  }

  private static func time(_ estimate: RunEstimate, _ jobs: Int) -> String {
    let words = estimate.unmeasuredCount > 0 ? "at least" : "about"
    return
      "  \(words) \(ProgressText.duration(.seconds(estimate.seconds))) with \(jobs) at a time\n"
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
