import Core
public import Records
import Statistics

/// What a run shows: every arm against the baseline on each dataset and model.
///
/// A pure function of records: the same records give the same value, whatever their order, and
/// everything but ``timings`` is equal when the run is repeated. Seconds decide nothing.
public struct ComparisonReport: Codable, Hashable, Sendable {
  /// The version of this layout.
  public static let currentFormat = 1

  /// The layout version.
  public var format: Int
  /// The suite's id.
  public var suite: String
  /// The arm that the others are compared with.
  public var baselineArm: String
  /// The coverage of the intervals, and 1 minus the significance level.
  public var confidence: Double
  /// The command that makes the records again; empty when unknown.
  public var command: String
  /// Which part of the suite the report covers, such as `2/3`; nil for all of it.
  public var shard: String?
  /// One cell a dataset and model, sorted by dataset and model.
  public var cells: [ComparisonCell]
  /// Comparisons of accuracy, corrected as one family.
  public var accuracyFamilySize: Int
  /// Comparisons of NLL, Brier and ECE, corrected as another.
  public var probabilityFamilySize: Int
  /// Comparisons of the diagnostic metrics, corrected as a third.
  public var diagnosticFamilySize: Int
  /// How settings were chosen; nil where all were written down before.
  public var tuning: [TuningChoice]?
  /// The candidate against its controls; nil for a suite without controls.
  public var controls: ControlFindings?
  /// How the arms fare as label noise grows; nil where no dataset and model has several levels.
  public var noise: [NoiseFinding]?
  /// The data by digest, sorted by dataset.
  public var data: [DatasetFacts]
  /// The machines and builds, in the order of the sorted records.
  public var environments: [EnvironmentUse]
  /// Seconds of each arm: the only part that differs between two runs of the same suite.
  public var timings: [ArmTiming]

  /// Compares the arms of a run.
  ///
  /// Pairs are formed by seed, from seeds that completed in both arms. Trials that diverged, failed
  /// or have not run are counted in every table; a spec that has a record is never counted missing.
  ///
  /// - Parameters:
  ///   - suite: the suite's id.
  ///   - baselineArm: the id of the arm that the others are compared with.
  ///   - records: finished trials in any order.
  ///   - missing: planned trials; those that have a record or a failure are passed over.
  ///   - failures: trials that ended in an error.
  ///   - armOrder: ids of arms in the order wanted after the baseline; the rest follow by name.
  ///   - command: the command that makes the records again.
  ///   - shard: which part of the suite's plan the trials are; nil for all of it.
  ///   - confidence: the coverage of intervals, strictly inside 0 to 1.
  ///   - tuning: how settings were chosen.
  ///   - controls: the arm that is explained and its controls.
  /// - Throws: ``ReportError`` when records cannot be compared.
  public init(
    suite: String, baselineArm: String, records: [TrialRecord], missing: [TrialSpec] = [],
    failures: [TrialFailure] = [], armOrder: [String] = [], command: String = "",
    shard: String? = nil, confidence: Double = 0.95, tuning: [TuningChoice] = [],
    controls: ControlStudy? = nil
  ) throws(ReportError) {
    let builders = Self.builders(records: records, missing: missing, failures: failures)
    format = Self.currentFormat
    self.suite = suite
    self.baselineArm = baselineArm
    self.confidence = confidence
    self.command = command
    self.shard = shard
    data = try Self.data(of: builders)
    environments = Self.environments(of: builders)
    cells = []
    for builder in builders {
      let isShared = builders.contains {
        $0.model.id == builder.model.id && $0.model != builder.model
      }
      let cell = try builder.cell(
        modelLabel: (isShared ? SettingsText.full(builder.model) : builder.model.id)
          + (builder.labelNoise.map { ", \($0.title)" } ?? ""),
        baselineArm: baselineArm, armOrder: armOrder, confidence: confidence)
      cells.append(cell)
    }
    PairComparisons.fill(&cells, confidence: confidence)
    timings = zip(builders, cells).flatMap { $0.timings(of: $1) }
    (accuracyFamilySize, probabilityFamilySize, diagnosticFamilySize) = (0, 0, 0)
    accuracyFamilySize = correct(\.differences) { $0 == .accuracy }
    probabilityFamilySize = correct(\.differences) { $0 != .accuracy }
    diagnosticFamilySize = correct(\.diagnosticDifferences) { _ in true }
    self.tuning = tuning.isEmpty ? nil : Self.sorted(tuning)
    self.controls = controls.map { ControlFindings($0, cells: cells, confidence: confidence) }
    let findings = NoiseFinding.findings(in: cells, confidence: confidence)
    noise = findings.isEmpty ? nil : findings
  }

  /// What a reader of a part has to know first; nil where the report covers all of the suite.
  var partText: String? {
    shard.map {
      "Part \($0) of the suite: the other shards are missing here; `bench merge` joins them all."
    }
  }

  /// Planned comparisons with the baseline that no pair of seeds could be made for.
  var unpairedComparisonCount: Int {
    cells.flatMap(\.arms).count { !$0.isBaseline && $0.pairCount == 0 }
  }

  /// The pairs without which a single comparison cannot be significant.
  public var pairsNeeded: Int { SignFlipTest.pairsNeeded(confidence: confidence) }

  /// Sorts choices as cells are; arms of a cell keep their order.
  private static func sorted(_ choices: [TuningChoice]) -> [TuningChoice] {
    func order(_ choice: TuningChoice) -> (String, String, String) {
      (choice.dataset, SettingsText.full(choice.model), choice.labelNoise?.title ?? "")
    }
    return choices.enumerated().sorted { left, right in
      let (first, second) = (order(left.element), order(right.element))
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
  }

  /// Corrects the comparisons of some metrics as one family and returns its size.
  private mutating func correct(
    _ list: WritableKeyPath<ArmRow, [MetricDifference]>, _ isMember: (Metric) -> Bool
  ) -> Int {
    var places: [(cell: Int, arm: Int, difference: Int)] = []
    for (c, cell) in cells.enumerated() {
      for (a, arm) in cell.arms.enumerated() {
        for (d, difference) in arm[keyPath: list].enumerated() where isMember(difference.metric) {
          places.append((c, a, d))
        }
      }
    }
    let adjusted = HolmCorrection.adjusted(
      places.map {
        cells[$0.cell].arms[$0.arm][keyPath: list][$0.difference].comparison.signFlipP
      })
    for (place, p) in zip(places, adjusted) {
      cells[place.cell].arms[place.arm][keyPath: list][place.difference].correct(
        adjustedP: p, familySize: places.count)
    }
    return places.count
  }

  /// Gathers trials by dataset and model; both and what is in them are sorted.
  private static func builders(
    records: [TrialRecord], missing: [TrialSpec], failures: [TrialFailure]
  ) -> [CellBuilder] {
    var builders: [CellBuilder] = []
    var last = 0  // Trials of a cell mostly follow each other.
    func isPlace(_ index: Int, of spec: TrialSpec) -> Bool {
      builders[index].dataset == spec.dataset && builders[index].model == spec.model
        && builders[index].labelNoise == spec.labelNoise
    }
    func place(of spec: TrialSpec) -> Int {
      if last < builders.count, isPlace(last, of: spec) { return last }
      last = builders.indices.first { isPlace($0, of: spec) } ?? builders.count
      if last == builders.count {
        builders.append(
          CellBuilder(dataset: spec.dataset, model: spec.model, labelNoise: spec.labelNoise))
      }
      return last
    }
    for record in records { builders[place(of: record.spec)].add(record) }
    for failure in failures { builders[place(of: failure.spec)].add(failure) }
    for spec in missing { builders[place(of: spec)].add(missing: spec) }
    for index in builders.indices { builders[index].sort() }
    return builders.sorted { $0.place < $1.place }
  }
}
