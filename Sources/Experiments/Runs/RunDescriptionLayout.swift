import Records

/// `run.json` as it is written: trials that differ in their seed alone state their settings once.
///
/// Format 1 wrote every trial in full, which is read still.
struct RunDescriptionLayout: Codable {
  var format: Int
  var suite: String
  var title: String
  var baselineArm: String
  var armOrder: [String]
  var command: String
  /// Which part of the plan the trials are; nil for all of it.
  var shard: String?
  var trials: [Group]
  var failures: [RunDescription.Failure]
  /// The trials that chose settings; nil where none did.
  var tuning: [Group]?
  var choices: [TuningChoice]?
  var controls: ControlStudy?

  /// Trials that follow each other in the plan.
  struct Group: Codable {
    /// What to train; the seed is that of the first trial.
    var spec: TrialSpec
    /// The seed of each trial; nil in format 1.
    var seeds: [UInt64]?
    /// The key of each trial's record; nil in format 1.
    var keys: [String]?
    /// The key of the only trial; nil since format 2.
    var key: String?
  }

  init(_ description: RunDescription) {
    format = RunDescription.currentFormat
    suite = description.suite
    title = description.title
    baselineArm = description.baselineArm
    armOrder = description.armOrder
    command = description.command
    shard = description.shard
    failures = description.failures
    trials = Self.groups(description.trials)
    tuning = description.tuning.map(Self.groups)
    choices = description.choices
    controls = description.controls
  }

  private static func groups(_ entries: [RunDescription.Entry]) -> [Group] {
    var groups: [Group] = []
    var (seeds, keys): ([UInt64], [String]) = ([], [])
    for (index, entry) in entries.enumerated() {
      if seeds.isEmpty { groups.append(Group(spec: entry.spec)) }
      seeds.append(entry.spec.seed)
      keys.append(entry.key)
      let next = index + 1 < entries.count ? entries[index + 1] : nil
      if next?.spec.differsInSeedOnly(from: entry.spec) != true {
        groups[groups.count - 1].seeds = seeds
        groups[groups.count - 1].keys = keys
        (seeds, keys) = ([], [])
      }
    }
    return groups
  }
}

extension RunDescription {
  /// Reads a layout; nil when it contradicts itself.
  init?(_ layout: RunDescriptionLayout) {
    format = Self.currentFormat
    suite = layout.suite
    title = layout.title
    baselineArm = layout.baselineArm
    armOrder = layout.armOrder
    command = layout.command
    shard = layout.shard
    failures = layout.failures
    guard let trials = Self.entries(layout.trials) else { return nil }
    self.trials = trials
    if let groups = layout.tuning {
      guard let tuning = Self.entries(groups) else { return nil }
      self.tuning = tuning
    }
    choices = layout.choices
    controls = layout.controls
  }

  private static func entries(_ groups: [RunDescriptionLayout.Group]) -> [Entry]? {
    var entries: [Entry] = []
    // At once: growing for each group would copy what is there each time.
    entries.reserveCapacity(groups.reduce(0) { $0 + ($1.seeds?.count ?? 1) })
    for group in groups {
      let seeds = group.seeds ?? [group.spec.seed]
      let keys = group.keys ?? group.key.map { [$0] } ?? []
      guard seeds.count == keys.count else { return nil }
      for (seed, key) in zip(seeds, keys) {
        var spec = group.spec
        spec.seed = seed
        entries.append(Entry(key: key, spec: spec))
      }
    }
    return entries
  }
}

extension TrialSpec {
  /// Whether another trial has the same settings; equal seeds count too.
  func differsInSeedOnly(from other: TrialSpec) -> Bool {
    var copy = self
    copy.seed = other.seed
    return copy == other
  }
}
