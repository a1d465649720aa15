import Core
import DataStore
import Records

/// Trials that have to run, with their data, longest first.
///
/// The order decides only when a trial runs, never its result: a long one started last would leave
/// the other workers idle.
struct TrialQueue: Sendable {
  /// A trial with what it trains on.
  struct Job: Sendable {
    let trial: PlannedTrial
    let dataset: PreparedDataset
    /// Floating-point operations, about.
    let work: Double
  }

  /// The jobs in the order in which workers take them.
  let jobs: [Job]

  private struct Pair: Hashable {
    let preparation: Preparation
    let model: Component
  }

  /// Loads the datasets of some trials, each once, and orders the trials.
  ///
  /// Trials of equal length run seed by seed, so that whatever is finished is paired.
  ///
  /// - Throws: an error of the files, or of a model that cannot read a dataset.
  init(_ trials: [PlannedTrial], library: DatasetLibrary) throws {
    var datasets: [Preparation: PreparedDataset] = [:]
    var costs: [Pair: TrialCost] = [:]
    var jobs: [(index: Int, job: Job)] = []
    for (index, trial) in trials.enumerated() {
      let preparation = Preparation(trial.spec)
      let dataset = try datasets[preparation] ?? library.prepared(for: trial.spec)
      datasets[preparation] = dataset
      let pair = Pair(preparation: preparation, model: trial.spec.model)
      let cost = try costs[pair] ?? TrialCost(trial.spec.model, on: dataset)
      costs[pair] = cost
      let work = cost.work(of: trial)
      jobs.append((index, Job(trial: trial, dataset: dataset, work: work)))
    }
    self.jobs = jobs.sorted {
      ($1.job.work, $0.job.trial.spec.seed, $0.index)
        < ($0.job.work, $1.job.trial.spec.seed, $1.index)
    }.map(\.job)
  }
}
