import Core
public import DataStore
import Records

/// A plan cut into shards that different machines train without knowing of each other.
///
/// What is never cut is a unit: all arms of one task and seed, because arms share stretches of
/// training and are compared with each other. Where a suite tunes, a unit is a task with all its
/// seeds, because they choose settings together. Units are spread by their estimated cost, which is
/// counted, never timed: every machine cuts the same plan in the same way.
public struct ShardedPlan: Sendable {
  /// The part of each shard, in the plan's order.
  public let parts: [TrialPlan]
  /// The estimated cost of each shard, in floating-point operations.
  public let costs: [Double]

  /// A task, and a seed unless all seeds belong together.
  private struct Unit: Hashable {
    let dataset: String
    let model: Component
    let preprocessing: [String: String]?
    let labelNoise: LabelNoise?
    let seed: UInt64?

    init(_ spec: TrialSpec, hasSeed: Bool) {
      dataset = spec.dataset
      model = spec.model
      preprocessing = spec.preprocessing
      labelNoise = spec.labelNoise
      seed = hasSeed ? spec.seed : nil
    }

    init(_ task: SuiteTask) {
      dataset = task.dataset
      model = task.model
      preprocessing = task.preprocessing
      labelNoise = task.labelNoise
      seed = nil
    }
  }

  /// Cuts a plan.
  ///
  /// - Parameters:
  ///   - plan: what to cut.
  ///   - count: how many shards.
  ///   - library: where the shapes of examples come from, which decide the cost of a model.
  /// - Throws: ``ShardError/tooMany(suite:count:units:isTuned:)``, or an error of the data or the
  ///   models.
  public init(_ plan: TrialPlan, count: Int, library: DatasetLibrary) throws {
    let isTuned = !plan.tuning.isEmpty
    // Whatever tuning will choose costs as much as the first of its choices.
    let settled = try plan.settled { _ in nil }
    let trials = settled.tuning + settled.trials
    let units = trials.map { Unit($0.spec, hasSeed: !isTuned) }
    let order = Self.distinct(units)
    guard (1...order.count).contains(count) else {
      throw ShardError.tooMany(
        suite: plan.suite.id, count: count, units: order.count, isTuned: isTuned)
    }
    var unitCosts: [Unit: Double] = [:]
    for (unit, work) in zip(units, try TrialCost.works(of: trials, library: library)) {
      unitCosts[unit, default: 0] += work
    }
    let spread = LongestFirst.places(of: order.map { unitCosts[$0] ?? 0 }, count: count)
    var costs = [Double](repeating: 0, count: count)
    var places: [Unit: Int] = [:]
    for (unit, place) in zip(order, spread) {
      places[unit] = place
      costs[place] += unitCosts[unit] ?? 0
    }
    self.costs = costs
    parts = try (0..<count).map { place in
      let shard = Shard(number: place + 1, of: count)
      return isTuned
        ? try plan.part(shard) { places[Unit($0)] == place }
        : plan.part(shard, holding: zip(trials, units).filter { places[$1] == place }.map(\.0))
    }
  }

  /// Returns each unit once, in the order of its first trial.
  private static func distinct(_ units: [Unit]) -> [Unit] {
    var known: Set<Unit> = []
    return units.filter { known.insert($0).inserted }
  }
}

extension TrialPlan {
  /// Returns the part of the plan that one shard trains.
  ///
  /// - Throws: ``ShardError/tooMany(suite:count:units:isTuned:)``, or an error of the data or the
  ///   models.
  public func part(_ shard: Shard, library: DatasetLibrary) throws -> TrialPlan {
    try ShardedPlan(self, count: shard.count, library: library).parts[shard.number - 1]
  }
}
