import Records
import Statistics

/// The trials of one arm on one dataset and model, gathered before they are compared.
struct ArmTrials {
  let id: String
  var variants = Distinct<ArmSpec>()
  var epochs = Distinct<Int>()
  var records: [TrialRecord] = []
  var missing: [TrialSpec] = []
  var failures: [TrialFailure] = []

  init(id: String) { self.id = id }

  /// Sorts the records by seed and key; mostly they are, and they are large.
  mutating func sort() {
    func isBefore(_ left: TrialRecord, _ right: TrialRecord) -> Bool {
      (left.spec.seed, left.key) < (right.spec.seed, right.key)
    }
    let isSorted = records.indices.dropFirst().allSatisfy {
      isBefore(records[$0 - 1], records[$0])
    }
    if !isSorted { records.sort(by: isBefore) }
  }

  /// Returns the completed seeds, ascending.
  func completed(title: String, confidence: Double) throws(ReportError) -> [SeedScores] {
    var result: [SeedScores] = []
    for (index, record) in records.enumerated() {
      let seed = record.spec.seed
      if index > 0, records[index - 1].spec.seed == seed {
        throw .duplicateTrial(
          trial: Self.name(title, id, seed), keys: [records[index - 1].key, record.key])
      }
      guard record.outcome == .completed else { continue }
      guard var scores = record.test, scores.count > 0,
        Metric.headline.allSatisfy({ $0.value(in: scores)?.isFinite ?? false }),
        (0...1).contains(scores.accuracy)
      else { throw .unusableScores(trial: Self.name(title, id, seed)) }
      scores.cases = nil  // Counts are shown added up, in the arm's diagnostics.
      let right = Int((scores.accuracy * Double(scores.count)).rounded())
      result.append(
        SeedScores(
          seed: seed, key: record.key, scores: scores,
          accuracyInterval: .wilson(
            successes: right, of: scores.count, confidence: confidence)))
    }
    return result
  }

  /// The planned trials without scores; a record outranks a failure, which outranks a plan.
  var gaps: [TrialGap] {
    var gaps: [TrialGap] = []
    var known: Set<UInt64> = []
    for record in records {
      known.insert(record.spec.seed)
      switch record.outcome {
      case .completed: break
      case .diverged(let step):
        gaps.append(TrialGap(seed: record.spec.seed, kind: .diverged, step: step))
      case .failed(_, let reason):
        gaps.append(TrialGap(seed: record.spec.seed, kind: .failed, reason: reason))
      }
    }
    for failure in failures {
      guard known.insert(failure.spec.seed).inserted else { continue }
      gaps.append(TrialGap(seed: failure.spec.seed, kind: .failed, reason: failure.reason))
    }
    for spec in missing {
      guard known.insert(spec.seed).inserted else { continue }
      gaps.append(TrialGap(seed: spec.seed, kind: .missing))
    }
    return gaps.sorted { $0.seed < $1.seed }
  }

  /// What the arm did in training; nil when no record says.
  var diagnostics: ArmDiagnostics? {
    let areWhole = records.allSatisfy { $0.outcome == .completed }
    return ArmDiagnostics(
      of: areWhole ? records : records.filter { $0.outcome == .completed })
  }

  /// The mean seconds of completed trials; nil when none completed.
  func timing(dataset: String, modelLabel: String) -> ArmTiming? {
    // By index: the records are large, and only their times are copied.
    let completed = records.indices.filter { records[$0].outcome == .completed }
    guard !completed.isEmpty else { return nil }
    let attributed = completed.compactMap { records[$0].timing.attributedSeconds }
    return ArmTiming(
      dataset: dataset, model: modelLabel, arm: id, trials: completed.count,
      meanTrainingSeconds: Summary(completed.map { records[$0].timing.trainingSeconds }).mean,
      meanAttributedSeconds: attributed.isEmpty ? nil : Summary(attributed).mean,
      meanEvaluationSeconds: Summary(completed.map { records[$0].timing.evaluationSeconds }).mean)
  }

  private static func name(_ title: String, _ arm: String, _ seed: UInt64) -> String {
    "\(title), arm \(arm), seed \(seed)"
  }
}

/// The different values of a setting, of which trials should have one.
struct Distinct<Value: Hashable> {
  private(set) var values: [Value] = []

  /// Notes a value; most are equal to the first.
  mutating func add(_ value: Value) {
    if values.first == value || values.contains(value) { return }
    values.append(value)
  }
}
