public import DataStore
public import Engine
import Records

/// The trials of a suite, in a fixed order: tasks as written, then arms as written, then seeds.
public struct TrialPlan: Sendable {
  /// What the trials compare.
  public let suite: Suite
  /// The trials.
  public let trials: [PlannedTrial]
  /// Which part of the suite's plan this is; nil for all of it.
  public let shard: Shard?

  /// Names trials that were planned already.
  init(suite: Suite, trials: [PlannedTrial], shard: Shard?) {
    self.suite = suite
    self.trials = trials
    self.shard = shard
  }

  /// Plans a suite.
  ///
  /// Files of datasets are not opened: manifests say what keys need. Generated sets are generated.
  ///
  /// - Parameters:
  ///   - suite: what to run.
  ///   - library: where datasets are described.
  ///   - filter: which trials to keep.
  ///   - threads: kernel threads in each trial.
  ///   - precision: what products read.
  /// - Throws: ``SuiteError`` when the filter fits nothing, or an error of a manifest.
  public init(
    _ suite: Suite, library: DatasetLibrary, filter: TrialFilter = TrialFilter(),
    threads: Int = 1, precision: Precision = .float32
  ) throws {
    self.suite = suite
    try filter.check(against: suite)
    var trials: [PlannedTrial] = []
    var keys = TrialKeyCache()
    for task in suite.tasks {
      let arms = suite.arms.filter { filter.passes(task, $0) }
      if arms.isEmpty { continue }
      let data = try library.facts(task.dataset)
      let domain = try library.manifest(task.dataset).domain
      guard task.augmentation == nil || domain == .images else {
        throw SuiteError.notPictures(suite: suite.id, dataset: task.dataset, domain: domain)
      }
      for arm in arms {
        for seed in 1...UInt64(suite.seedCount) {
          let spec = TrialSpec(
            dataset: task.dataset, model: task.model, arm: arm.spec(for: task), seed: seed,
            epochs: task.epochs, batchSize: task.batchSize, threads: threads,
            precision: precision == .float32 ? nil : precision.rawValue,
            augmentation: task.augmentation, preprocessing: task.preprocessing)
          trials.append(try PlannedTrial(spec, data: data, keys: &keys))
        }
      }
    }
    guard !trials.isEmpty else { throw SuiteError.nothingSelected(suite: suite.id) }
    self.trials = trials
    shard = nil
  }

  /// The ids of the datasets, in the order of their first trial.
  public var datasets: [String] {
    var ids: [String] = []
    for trial in trials where !ids.contains(trial.spec.dataset) { ids.append(trial.spec.dataset) }
    return ids
  }
}
