import Records

/// Trials that can run side by side, since none of them needs a record of another.
enum RunWave: CaseIterable {
  /// Trials that choose settings.
  case tuning
  /// Trials that are compared.
  case comparison
  /// Trials whose learning rate follows the record of a compared one.
  case matched

  /// The trials of the wave, in the order of the plan.
  func trials(of plan: TrialPlan) -> [PlannedTrial] {
    switch self {
    case .tuning: plan.tuning
    case .comparison: plan.trials.filter { $0.spec.matchedTrial == nil }
    case .matched: plan.trials.filter { $0.spec.matchedTrial != nil }
    }
  }

  /// The first wave that has trials.
  static func first(of plan: TrialPlan) -> RunWave {
    allCases.first { !$0.trials(of: plan).isEmpty } ?? .comparison
  }

  /// The last wave that has trials, or will have some once settings are chosen.
  static func last(of plan: TrialPlan) -> RunWave {
    let mayMatch = !plan.isSettled && plan.suite.arms.contains { $0.matches != nil }
    return mayMatch || !matched.trials(of: plan).isEmpty ? .matched : .comparison
  }

  /// Returns the options of a run for this wave: checkpoints of later waves stay.
  func options(_ options: RunOptions, of plan: TrialPlan) -> RunOptions {
    var options = options
    if self != Self.last(of: plan) { options.isPartial = true }
    return options
  }

  /// What progress says after the suite's id.
  var suffix: String {
    switch self {
    case .tuning: ", tuning"
    case .comparison: ""
    case .matched: ", matched controls"
    }
  }
}
