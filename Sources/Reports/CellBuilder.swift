import Core
import Records
import Statistics

/// The trials of one dataset and model, gathered before they are compared.
///
/// Each trial is looked at a fixed number of times, so that a report of 100,000 of them is a matter of
/// a second.
struct CellBuilder {
  let dataset: String
  let model: Component
  let labelNoise: LabelNoise?
  private var arms: [ArmTrials] = []
  private var places: [String: Int] = [:]
  private var batchSizes = Distinct<Int>()
  private var numerics = Distinct<Int>()
  private var validations = Distinct<Double>()
  private var selections = Distinct<String>()

  init(dataset: String, model: Component, labelNoise: LabelNoise?) {
    self.dataset = dataset
    self.model = model
    self.labelNoise = labelNoise
  }

  /// Where the cell stands: by dataset, model, kind of noise and rate.
  var place: (String, String, String, Double) {
    (dataset, SettingsText.full(model), labelNoise?.kind.rawValue ?? "", labelNoise?.rate ?? 0)
  }

  /// The records, by arm and seed.
  var records: some Sequence<TrialRecord> { arms.lazy.flatMap(\.records) }

  mutating func add(_ record: TrialRecord) {
    numerics.add(record.environment.numerics)
    arms[place(of: record.spec)].records.append(record)
  }

  mutating func add(_ failure: TrialFailure) {
    arms[place(of: failure.spec)].failures.append(failure)
  }

  mutating func add(missing spec: TrialSpec) { arms[place(of: spec)].missing.append(spec) }

  /// Sorts the arms by name and the records of each by seed and key.
  mutating func sort() {
    for index in arms.indices {
      arms[index].records.sort { ($0.spec.seed, $0.key) < ($1.spec.seed, $1.key) }
    }
    arms.sort { $0.id < $1.id }
    places = [:]
    for (index, arm) in arms.enumerated() { places[arm.id] = index }
  }

  /// Compares every arm with the baseline; the differences are worked out later.
  func cell(
    modelLabel: String, baselineArm: String, armOrder: [String], confidence: Double
  ) throws(ReportError) -> ComparisonCell {
    let title = "\(dataset) × \(modelLabel)"
    let validation = try only("validation", validations, in: title) ?? 0
    let selection = try only("selection", selections, in: title)
    let batchSize = try only("batch size", batchSizes, in: title)
    _ = try only("environment.numerics", numerics, in: title)
    var rows: [ArmRow] = []
    for trials in ordered(baselineArm: baselineArm, armOrder: armOrder) {
      let specs = trials.variants.values
      guard let arm = specs.first, specs.count == 1 else {
        throw .mixedSettings(
          cell: title, setting: "the settings of arm \"\(trials.id)\"",
          found: ["\(specs.count) variants"])
      }
      let epochs = try only("epochs of arm \"\(trials.id)\"", trials.epochs, in: title)
      let seeds = try trials.completed(title: title, confidence: confidence)
      var row = row(
        arm, isBaseline: trials.id == baselineArm, seeds: seeds, trials: trials,
        baseline: rows.first { $0.isBaseline }, confidence: confidence)
      row.epochs = epochs
      rows.append(row)
    }
    var cell = ComparisonCell(
      dataset: dataset, model: model, modelLabel: modelLabel, epochs: rows.first?.epochs ?? 0,
      batchSize: batchSize ?? 0,
      parameterCount: arms.lazy.flatMap(\.records).filter { !$0.outcome.isFailure }
        .map(\.parameterCount).first,
      bayesAccuracy: arms.lazy.flatMap(\.records).compactMap(\.data.bayesAccuracy).first,
      arms: rows)
    for index in cell.arms.indices where cell.arms[index].epochs == cell.epochs {
      cell.arms[index].epochs = nil
    }
    cell.labelNoise = labelNoise
    cell.changedShare = changedShare
    cell.validation = validation == 0 ? nil : validation
    cell.selection = selection.flatMap(SelectionRule.init).flatMap { $0 == .lastEpoch ? nil : $0 }
    return cell
  }

  /// The mean seconds of each arm, in the order of a cell's rows.
  func timings(of cell: ComparisonCell) -> [ArmTiming] {
    cell.arms.compactMap { row in
      places[row.arm.id].flatMap {
        arms[$0].timing(dataset: dataset, modelLabel: cell.modelLabel)
      }
    }
  }

  /// The mean share of training labels that were changed; nil where none were to be.
  private var changedShare: Double? {
    let shares = records.compactMap(\.labelNoise).map {
      Double($0.changedCount) / Double(max(1, $0.exampleCount))
    }
    return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
  }

  private mutating func place(of spec: TrialSpec) -> Int {
    batchSizes.add(spec.batchSize)
    validations.add(spec.validation ?? 0)
    selections.add((spec.selection ?? .lastEpoch).rawValue)
    let place = places[spec.arm.id] ?? arms.count
    if place == arms.count {
      places[spec.arm.id] = place
      arms.append(ArmTrials(id: spec.arm.id))
    }
    arms[place].variants.add(spec.arm)
    arms[place].epochs.add(spec.epochs)
    return place
  }

  private func only<Value: Hashable & Comparable>(
    _ setting: String, _ values: Distinct<Value>, in title: String
  ) throws(ReportError) -> Value? {
    guard values.values.count <= 1 else {
      throw .mixedSettings(
        cell: title, setting: setting, found: values.values.sorted().map { "\($0)" })
    }
    return values.values.first
  }

  /// The baseline, then the arms in the order asked for, then the rest by name.
  private func ordered(baselineArm: String, armOrder: [String]) -> [ArmTrials] {
    var ids: [String] = []
    for id in [baselineArm] + armOrder + arms.map(\.id)
    where places[id] != nil && !ids.contains(id) { ids.append(id) }
    return ids.compactMap { places[$0].map { arms[$0] } }
  }

  private func row(
    _ arm: ArmSpec, isBaseline: Bool, seeds: [SeedScores], trials: ArmTrials,
    baseline: ArmRow?, confidence: Double
  ) -> ArmRow {
    var row = ArmRow(
      arm: arm, isBaseline: isBaseline, seeds: seeds, gaps: trials.gaps, summaries: [],
      pairedSeeds: [], differences: [], tradedAway: [])
    row.summaries = summaries(Metric.headline, of: seeds, confidence: confidence)
    row.diagnosticSummaries = summaries(Metric.diagnostic, of: seeds, confidence: confidence)
    row.diagnostics = trials.diagnostics
    guard !isBaseline, let baseline else { return row }
    let known = Set(baseline.seeds.map(\.seed))
    row.pairedSeeds = seeds.map(\.seed).filter { known.contains($0) }
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
