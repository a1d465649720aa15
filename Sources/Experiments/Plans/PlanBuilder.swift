import Core
import DataStore
import Engine
import Records

/// Turns the tasks and arms of a suite into trials.
struct PlanBuilder: Sendable {
  /// An arm on a task.
  struct Cell: Sendable {
    let task: SuiteTask
    let arm: SuiteArm
    let data: DataFacts
    /// Training examples of each class, of which shares are held out.
    let trainCounts: [Int]
    /// False for an arm that another one only takes its tuned settings from.
    let isCompared: Bool
  }

  /// The arms that are needed on each task, in the order of the suite.
  private(set) var cells: [[Cell]]

  private let suite: Suite
  private let threads: Int
  private let precision: Precision

  init(
    _ suite: Suite, library: DatasetLibrary, filter: TrialFilter, threads: Int,
    precision: Precision
  ) throws {
    self.suite = suite
    self.threads = threads
    self.precision = precision
    var cells: [[Cell]] = []
    for task in suite.tasks {
      let passing = suite.arms.filter { filter.passes(task, $0) }
      if passing.isEmpty { continue }
      let data = try library.facts(task.dataset)
      let manifest = try library.manifest(task.dataset)
      let (domain, trainCounts) = (manifest.domain, manifest.counts.train)
      try Self.checkHeldOut(task, of: suite, trainCounts)
      for arm in passing where arm.augmentation(on: task) != nil && domain != .images {
        throw SuiteError.notPictures(suite: suite.id, dataset: task.dataset, domain: domain)
      }
      cells.append(
        suite.arms.compactMap { arm in
          let heirs = passing.filter { $0.source == arm.id }
          let isCompared = passing.contains(arm) || heirs.contains { $0.matches != nil }
          guard isCompared || !heirs.isEmpty else { return nil }
          return Cell(
            task: task, arm: arm, data: data, trainCounts: trainCounts, isCompared: isCompared)
        })
    }
    self.cells = cells
  }

  /// Checks that something is held out where a share is, and that something is left to train on.
  private static func checkHeldOut(
    _ task: SuiteTask, of suite: Suite, _ trainCounts: [Int]
  ) throws(SuiteError) {
    guard let share = task.validation ?? suite.tuning?.validation else { return }
    let (heldOut, all) = (
      StratifiedSplit.drawnCount(share, ofEach: trainCounts), trainCounts.reduce(0, +)
    )
    guard heldOut > 0, heldOut < all else {
      throw .uselessShare(
        suite: suite.id, dataset: task.dataset, share: share, heldOut: heldOut, count: all)
    }
  }

  /// Drops the tasks that are not asked for.
  mutating func keep(_ isMember: (SuiteTask) -> Bool) {
    cells = cells.filter { $0.first.map { isMember($0.task) } ?? false }
  }

  /// The arm whose tuning decides about an arm: itself, or the one it takes its settings from.
  func tunedArm(of arm: SuiteArm) -> String { arm.source ?? arm.id }

  /// Whether an arm's settings are chosen by tuning.
  func isTuned(_ arm: SuiteArm) -> Bool {
    suite.arms.first { $0.id == tunedArm(of: arm) }?.configurations.isEmpty == false
  }

  /// Returns the trials of a cell, seed by seed.
  ///
  /// - Parameters:
  ///   - cell: an arm on a task.
  ///   - choices: what tuning chose for the task's arms.
  /// - Returns: a trial for each seed of the suite.
  /// - Throws: an error of a changed setting.
  func trials(
    of cell: Cell, choices: [String: [SettingChange]]
  ) throws -> [PlannedTrial] {
    let resolver = ArmResolver(suite: suite, chosen: choices)
    let arm = try resolver.spec(cell.arm, for: cell.task)
    let source = suite.arms.first { $0.id == cell.arm.matches }
    var (keys, sourceKeys) = (TrialKeyCache(), TrialKeyCache())
    return try (1...UInt64(suite.seedCount)).map { seed in
      var spec = spec(of: cell.arm, arm, cell.task, seed: seed)
      if let source {
        let matched = try resolver.spec(source, for: cell.task)
        spec.matchedTrial = try sourceKeys.key(
          of: self.spec(of: source, matched, cell.task, seed: seed),
          decodedDigest: cell.data.decodedDigest)
      }
      return try planned(spec, cell, &keys)
    }
  }

  /// Returns the optimizer steps of a trial of a cell, which no setting that is tuned changes.
  func stepCount(of cell: Cell) throws -> Int {
    let arm = cell.arm.spec(for: cell.task)
    var keys = TrialKeyCache()
    return try planned(spec(of: cell.arm, arm, cell.task, seed: 1), cell, &keys).stepCount
  }

  /// Returns every tuning trial, each once: tasks, then arms, then configurations, then seeds.
  func tuningTrials() throws -> [PlannedTrial] {
    var (trials, known): ([PlannedTrial], Set<String>) = ([], [])
    for cell in cells.joined() {
      for changes in cell.arm.configurations {
        for trial in try tuningTrials(of: cell, changes) where known.insert(trial.key).inserted {
          trials.append(trial)
        }
      }
    }
    return trials
  }

  /// Chooses the settings of every tuned arm on every task.
  func choices(by record: (String) throws -> TrialRecord?) throws -> [TuningChoice] {
    guard let tuning = suite.tuning else { return [] }
    return try cells.joined().filter { !$0.arm.configurations.isEmpty }.map { cell in
      TuningChoice(
        dataset: cell.task.dataset, model: cell.task.model, labelNoise: cell.task.labelNoise,
        arm: cell.arm.id, validation: cell.task.validation ?? tuning.validation,
        seeds: tuning.seeds,
        candidates: try cell.arm.configurations.map { changes in
          let records = try tuningTrials(of: cell, changes).compactMap { try record($0.key) }
          return TuningChoice.Candidate(changes: changes, records: records)
        })
    }
  }

  private func tuningTrials(
    of cell: Cell, _ changes: [SettingChange]
  ) throws -> [PlannedTrial] {
    guard let tuning = suite.tuning else { return [] }
    let arm = try ArmResolver(suite: suite).spec(cell.arm, for: cell.task, changes: changes)
    var keys = TrialKeyCache()
    return try tuning.seeds.map { seed in
      var spec = spec(of: cell.arm, arm, cell.task, seed: seed)
      spec.validation = spec.validation ?? tuning.validation
      spec.isTuning = true
      return try planned(spec, cell, &keys)
    }
  }

  private func spec(
    of arm: SuiteArm, _ resolved: ArmSpec, _ task: SuiteTask, seed: UInt64
  ) -> TrialSpec {
    TrialSpec(
      dataset: task.dataset, model: task.model, arm: resolved, seed: seed,
      epochs: arm.epochs(on: task), batchSize: task.batchSize, threads: threads,
      precision: precision == .float32 ? nil : precision.rawValue,
      augmentation: arm.augmentation(on: task), preprocessing: task.preprocessing,
      labelNoise: task.labelNoise, validation: task.validation, selection: task.selection)
  }

  private func planned(
    _ spec: TrialSpec, _ cell: Cell, _ keys: inout TrialKeyCache
  ) throws -> PlannedTrial {
    try PlannedTrial(
      spec, data: cell.data,
      heldOutCount: spec.validation.map {
        StratifiedSplit.drawnCount($0, ofEach: cell.trainCounts)
      } ?? 0, keys: &keys)
  }
}

extension TuningChoice {
  /// Whether the choice was made for an arm on a task.
  func isAbout(_ task: SuiteTask, _ arm: SuiteArm) -> Bool {
    dataset == task.dataset && model == task.model && labelNoise == task.labelNoise
      && self.arm == arm.id
  }
}

extension TuningChoice.Candidate {
  /// Averages the validation scores of a configuration's completed trials.
  init(changes: [SettingChange], records: [TrialRecord]) {
    let completed = records.filter { $0.outcome == .completed && $0.validation != nil }
    let scores = completed.compactMap(\.validation)
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    self.init(
      changes: changes, completedSeeds: completed.map(\.spec.seed),
      accuracy: mean(scores.map(\.accuracy)),
      negativeLogLikelihood: mean(scores.map(\.negativeLogLikelihood)))
  }
}
