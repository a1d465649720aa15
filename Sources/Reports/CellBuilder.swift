import Core
import Records
import Statistics

/// The trials of one dataset and model, gathered before they are compared.
struct CellBuilder {
  let dataset: String
  let model: Component
  let labelNoise: LabelNoise?
  var records: [TrialRecord] = []
  var missing: [TrialSpec] = []
  var failures: [TrialFailure] = []

  /// Where the cell stands: by dataset, model, kind of noise and rate.
  var place: (String, String, String, Double) {
    (dataset, SettingsText.full(model), labelNoise?.kind.rawValue ?? "", labelNoise?.rate ?? 0)
  }

  /// Compares every arm with the baseline.
  func cell(
    modelLabel: String, baselineArm: String, armOrder: [String], confidence: Double
  ) throws(ReportError) -> ComparisonCell {
    let title = "\(dataset) × \(modelLabel)"
    let specs = records.map(\.spec) + failures.map(\.spec) + missing
    let (validation, selection) = (
      try only("validation", specs.map { $0.validation ?? 0 }, in: title) ?? 0,
      try only("selection", specs.map { ($0.selection ?? .lastEpoch).rawValue }, in: title)
    )
    let batchSize = try only("batch size", specs.map(\.batchSize), in: title)
    _ = try only("environment.numerics", records.map(\.environment.numerics), in: title)
    var arms: [ArmRow] = []
    for id in order(Set(specs.map(\.arm.id)), baselineArm: baselineArm, armOrder: armOrder) {
      let variants = specs.map(\.arm).filter { $0.id == id }
      guard let arm = variants.first, variants.allSatisfy({ $0 == arm }) else {
        throw .mixedSettings(
          cell: title, setting: "the settings of arm \"\(id)\"",
          found: ["\(Set(variants).count) variants"])
      }
      let epochs = try only(
        "epochs of arm \"\(id)\"", specs.filter { $0.arm.id == id }.map(\.epochs), in: title)
      let seeds = try completed(arm: id, title: title, confidence: confidence)
      arms.append(
        row(
          arm, isBaseline: id == baselineArm, seeds: seeds,
          baseline: arms.first { $0.isBaseline }, confidence: confidence))
      arms[arms.count - 1].epochs = epochs
    }
    var cell = ComparisonCell(
      dataset: dataset, model: model, modelLabel: modelLabel, epochs: arms.first?.epochs ?? 0,
      batchSize: batchSize ?? 0,
      parameterCount: records.lazy.filter { !$0.outcome.isFailure }.map(\.parameterCount).first,
      bayesAccuracy: records.lazy.compactMap(\.data.bayesAccuracy).first, arms: arms)
    for index in cell.arms.indices where cell.arms[index].epochs == cell.epochs {
      cell.arms[index].epochs = nil
    }
    cell.labelNoise = labelNoise
    cell.changedShare = changedShare
    cell.validation = validation == 0 ? nil : validation
    cell.selection = selection.flatMap(SelectionRule.init).flatMap { $0 == .lastEpoch ? nil : $0 }
    return cell
  }

  /// The mean share of training labels that were changed; nil where none were to be.
  private var changedShare: Double? {
    let facts = records.compactMap(\.labelNoise)
    guard !facts.isEmpty else { return nil }
    let shares = facts.map { Double($0.changedCount) / Double(max(1, $0.exampleCount)) }
    return shares.reduce(0, +) / Double(shares.count)
  }

  private func only<Value: Hashable & Comparable>(
    _ setting: String, _ values: [Value], in title: String
  ) throws(ReportError) -> Value? {
    let distinct = Set(values).sorted()
    guard distinct.count <= 1 else {
      throw .mixedSettings(cell: title, setting: setting, found: distinct.map { "\($0)" })
    }
    return distinct.first
  }

  /// The baseline, then the arms in the order asked for, then the rest by name.
  private func order(
    _ present: Set<String>, baselineArm: String, armOrder: [String]
  ) -> [String] {
    var result: [String] = []
    for id in [baselineArm] + armOrder + present.sorted()
    where present.contains(id) && !result.contains(id) { result.append(id) }
    return result
  }

  private func completed(
    arm: String, title: String, confidence: Double
  ) throws(ReportError) -> [SeedScores] {
    var result: [SeedScores] = []
    let mine = records.filter { $0.spec.arm.id == arm }
      .sorted { ($0.spec.seed, $0.key) < ($1.spec.seed, $1.key) }
    for (index, record) in mine.enumerated() {
      let trial = "\(title), arm \(arm), seed \(record.spec.seed)"
      if index > 0, mine[index - 1].spec.seed == record.spec.seed {
        throw .duplicateTrial(trial: trial, keys: [mine[index - 1].key, record.key])
      }
      guard record.outcome == .completed else { continue }
      guard var scores = record.test, scores.count > 0,
        Metric.headline.allSatisfy({ $0.value(in: scores)?.isFinite ?? false }),
        (0...1).contains(scores.accuracy)
      else { throw .unusableScores(trial: trial) }
      scores.cases = nil  // Counts are shown added up, in the arm's diagnostics.
      let right = Int((scores.accuracy * Double(scores.count)).rounded())
      result.append(
        SeedScores(
          seed: record.spec.seed, key: record.key, scores: scores,
          accuracyInterval: .wilson(
            successes: right, of: scores.count, confidence: confidence)))
    }
    return result
  }

  /// The planned trials of an arm without scores; a record outranks a failure, which outranks a plan.
  private func gaps(arm: String) -> [TrialGap] {
    var gaps: [TrialGap] = []
    var known: Set<UInt64> = []
    for record in records where record.spec.arm.id == arm {
      known.insert(record.spec.seed)
      switch record.outcome {
      case .completed: break
      case .diverged(let step):
        gaps.append(TrialGap(seed: record.spec.seed, kind: .diverged, step: step))
      case .failed(_, let reason):
        gaps.append(TrialGap(seed: record.spec.seed, kind: .failed, reason: reason))
      }
    }
    for failure in failures where failure.spec.arm.id == arm {
      guard known.insert(failure.spec.seed).inserted else { continue }
      gaps.append(TrialGap(seed: failure.spec.seed, kind: .failed, reason: failure.reason))
    }
    for spec in missing where spec.arm.id == arm {
      guard known.insert(spec.seed).inserted else { continue }
      gaps.append(TrialGap(seed: spec.seed, kind: .missing))
    }
    return gaps.sorted { $0.seed < $1.seed }
  }

  private func row(
    _ arm: ArmSpec, isBaseline: Bool, seeds: [SeedScores], baseline: ArmRow?, confidence: Double
  ) -> ArmRow {
    var row = ArmRow(
      arm: arm, isBaseline: isBaseline, seeds: seeds, gaps: gaps(arm: arm.id), summaries: [],
      pairedSeeds: [], differences: [], tradedAway: [])
    row.summaries = summaries(Metric.headline, of: seeds, confidence: confidence)
    row.diagnosticSummaries = summaries(Metric.diagnostic, of: seeds, confidence: confidence)
    row.diagnostics = ArmDiagnostics(
      of: records.filter { $0.spec.arm.id == arm.id && $0.outcome == .completed })
    guard !isBaseline, let baseline else { return row }
    let pairs = seeds.compactMap { candidate in
      baseline.seeds.first { $0.seed == candidate.seed }.map {
        (baseline: $0, candidate: candidate)
      }
    }
    row.pairedSeeds = pairs.map(\.candidate.seed)
    func differences(_ metrics: [Metric]) -> [MetricDifference] {
      metrics.compactMap { metric in
        let values = pairs.compactMap { pair -> (baseline: Double, candidate: Double)? in
          guard let baseline = metric.value(in: pair.baseline.scores),
            let candidate = metric.value(in: pair.candidate.scores)
          else { return nil }
          return (baseline, candidate)
        }
        guard !values.isEmpty else { return nil }
        return MetricDifference(
          metric: metric,
          comparison: PairedComparison(
            baseline: values.map(\.baseline), candidate: values.map(\.candidate),
            direction: metric.direction, confidence: confidence))
      }
    }
    row.differences = differences(Metric.headline)
    row.diagnosticDifferences = differences(Metric.diagnostic)
    if let accuracy = row.difference(of: .accuracy), accuracy.comparison.summary.mean > 0 {
      row.tradedAway = row.differences.filter(\.isMeanWorse).map(\.metric)
    }
    return row
  }

  /// Each metric over the seeds that have it.
  private func summaries(
    _ metrics: [Metric], of seeds: [SeedScores], confidence: Double
  ) -> [MetricSummary] {
    metrics.compactMap { metric in
      let values = seeds.compactMap { metric.value(in: $0.scores) }
      guard !values.isEmpty else { return nil }
      let summary = Summary(values)
      return MetricSummary(
        metric: metric, summary: summary, interval: summary.meanInterval(confidence: confidence))
    }
  }
}
