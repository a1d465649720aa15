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
  private(set) var arms: [ArmTrials] = []
  private var places: [String: Int] = [:]
  private var variants: [Distinct<ArmSpec>] = []
  private var epochs = Distinct<Int>()
  private var batchSizes = Distinct<Int>()
  private var numerics = Distinct<Int>()

  init(dataset: String, model: Component) {
    self.dataset = dataset
    self.model = model
  }

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
    let order = arms.indices.sorted { arms[$0].id < arms[$1].id }
    (arms, variants) = (order.map { arms[$0] }, order.map { variants[$0] })
  }

  /// The records in order.
  var records: some Sequence<TrialRecord> { arms.lazy.flatMap(\.records) }

  /// Compares every arm with the baseline; the differences are worked out later.
  func cell(
    modelLabel: String, baselineArm: String, armOrder: [String], confidence: Double
  ) throws(ReportError) -> ComparisonCell {
    let title = "\(dataset) × \(modelLabel)"
    let epochs = try only("epochs", epochs, in: title)
    let batchSize = try only("batch size", batchSizes, in: title)
    _ = try only("environment.numerics", numerics, in: title)
    var rows: [ArmRow] = []
    for index in order(baselineArm: baselineArm, armOrder: armOrder) {
      let (trials, specs) = (arms[index], variants[index].values)
      guard let arm = specs.first, specs.count == 1 else {
        throw .mixedSettings(
          cell: title, setting: "the settings of arm \"\(trials.id)\"",
          found: ["\(specs.count) variants"])
      }
      let seeds = try trials.completed(title: title, confidence: confidence)
      rows.append(
        row(
          arm, isBaseline: trials.id == baselineArm, seeds: seeds, gaps: trials.gaps,
          baseline: rows.first { $0.isBaseline }, confidence: confidence))
    }
    return ComparisonCell(
      dataset: dataset, model: model, modelLabel: modelLabel, epochs: epochs ?? 0,
      batchSize: batchSize ?? 0, parameterCount: records.first { _ in true }?.parameterCount,
      bayesAccuracy: arms.lazy.flatMap(\.records).compactMap(\.data.bayesAccuracy).first,
      arms: rows)
  }

  /// The mean seconds of each arm, in the order of a cell's rows.
  func timings(of cell: ComparisonCell) -> [ArmTiming] {
    cell.arms.compactMap { row in
      places[row.arm.id] == nil
        ? nil
        : arms.first { $0.id == row.arm.id }?
          .timing(dataset: dataset, modelLabel: cell.modelLabel)
    }
  }

  private mutating func place(of spec: TrialSpec) -> Int {
    epochs.add(spec.epochs)
    batchSizes.add(spec.batchSize)
    let place = places[spec.arm.id] ?? arms.count
    if place == arms.count {
      places[spec.arm.id] = place
      arms.append(ArmTrials(id: spec.arm.id))
      variants.append(Distinct())
    }
    variants[place].add(spec.arm)
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
  private func order(baselineArm: String, armOrder: [String]) -> [Int] {
    var result: [Int] = []
    for id in [baselineArm] + armOrder + arms.map(\.id) {
      guard let index = arms.firstIndex(where: { $0.id == id }), !result.contains(index) else {
        continue
      }
      result.append(index)
    }
    return result
  }

  private func row(
    _ arm: ArmSpec, isBaseline: Bool, seeds: [SeedScores], gaps: [TrialGap], baseline: ArmRow?,
    confidence: Double
  ) -> ArmRow {
    var row = ArmRow(
      arm: arm, isBaseline: isBaseline, seeds: seeds, gaps: gaps, summaries: [],
      pairedSeeds: [], differences: [], tradedAway: [])
    if !seeds.isEmpty {
      row.summaries = Metric.allCases.map { metric in
        let summary = Summary(seeds.map { metric.value(in: $0.scores) })
        return MetricSummary(
          metric: metric, summary: summary,
          interval: summary.meanInterval(confidence: confidence))
      }
    }
    guard !isBaseline, let baseline else { return row }
    let known = Set(baseline.seeds.map(\.seed))
    row.pairedSeeds = seeds.map(\.seed).filter { known.contains($0) }
    return row
  }
}
