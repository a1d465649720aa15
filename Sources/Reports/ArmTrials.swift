import Records
import Statistics

/// The trials of one arm on one dataset and model, gathered before they are compared.
struct ArmTrials {
  let id: String
  var records: [TrialRecord] = []
  var missing: [TrialSpec] = []
  var failures: [TrialFailure] = []

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
      guard let scores = record.test, scores.count > 0,
        Metric.allCases.allSatisfy({ $0.value(in: scores).isFinite }),
        (0...1).contains(scores.accuracy)
      else { throw .unusableScores(trial: Self.name(title, id, seed)) }
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
      if case .diverged(let step) = record.outcome {
        gaps.append(TrialGap(seed: record.spec.seed, kind: .diverged, step: step))
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

  /// The mean seconds of completed trials; nil when none completed.
  func timing(dataset: String, modelLabel: String) -> ArmTiming? {
    let completed = records.filter { $0.outcome == .completed }
    guard !completed.isEmpty else { return nil }
    return ArmTiming(
      dataset: dataset, model: modelLabel, arm: id, trials: completed.count,
      meanTrainingSeconds: Summary(completed.map(\.timing.trainingSeconds)).mean,
      meanEvaluationSeconds: Summary(completed.map(\.timing.evaluationSeconds)).mean)
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
