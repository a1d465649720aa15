public import DataStore
import Core
import Records

/// A plan cut into shards that different machines train without knowing of each other.
///
/// What is never cut is a unit: all arms of one task and seed, because arms share stretches of
/// training and are compared with each other. Units are spread by their estimated cost, which is
/// counted, never timed: every machine cuts the same plan in the same way.
public struct ShardedPlan: Sendable {
  /// The trials of each shard, in the plan's order.
  public let trials: [[PlannedTrial]]
  /// The estimated cost of each shard, in floating-point operations.
  public let costs: [Double]

  /// A task and a seed.
  private struct Unit: Hashable {
    var dataset: String
    var model: Component
    var preprocessing: [String: String]?
    var labelNoise: LabelNoise?
    var seed: UInt64

    init(_ spec: TrialSpec) {
      dataset = spec.dataset
      model = spec.model
      preprocessing = spec.preprocessing
      labelNoise = spec.labelNoise
      seed = spec.seed
    }
  }

  /// Cuts a plan.
  ///
  /// - Parameters:
  ///   - plan: what to cut.
  ///   - count: how many shards.
  ///   - library: where the shapes of examples come from, which decide the cost of a model.
  /// - Throws: ``ShardError/tooMany(suite:count:units:)``, or an error of the data or the models.
  public init(_ plan: TrialPlan, count: Int, library: DatasetLibrary) throws {
    let works = try TrialCost.works(of: plan.trials, library: library)
    try self.init(plan, count: count, works: works)
  }

  /// Cuts a plan whose trials cost what is said.
  init(_ plan: TrialPlan, count: Int, works: [Double]) throws(ShardError) {
    guard plan.tuning.isEmpty else { throw .tunes(suite: plan.suite.id) }
    var units: [Unit: Int] = [:]
    var unitCosts: [Double] = []
    var unitOfTrial: [Int] = []
    for (trial, work) in zip(plan.trials, works) {
      let unit = Unit(trial.spec)
      if units[unit] == nil {
        units[unit] = unitCosts.count
        unitCosts.append(0)
      }
      let index = units[unit] ?? 0
      unitCosts[index] += work
      unitOfTrial.append(index)
    }
    guard (1...unitCosts.count).contains(count) else {
      throw .tooMany(suite: plan.suite.id, count: count, units: unitCosts.count)
    }
    let places = LongestFirst.places(of: unitCosts, count: count)
    var (trials, costs) = (
      [[PlannedTrial]](repeating: [], count: count), [Double](repeating: 0, count: count)
    )
    for (trial, unit) in zip(plan.trials, unitOfTrial) { trials[places[unit]].append(trial) }
    for (place, cost) in zip(places, unitCosts) { costs[place] += cost }
    self.trials = trials
    self.costs = costs
  }
}

extension TrialPlan {
  /// Returns the part of the plan that one shard trains.
  ///
  /// - Throws: ``ShardError/tooMany(suite:count:units:)``, or an error of the data or the models.
  public func part(_ shard: Shard, library: DatasetLibrary) throws -> TrialPlan {
    let parts = try ShardedPlan(self, count: shard.count, library: library)
    return part(shard, holding: parts.trials[shard.number - 1])
  }
}
