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

  /// The trials of the first wave that has any.
  static func first(of plan: TrialPlan) -> [PlannedTrial] {
    allCases.lazy.map { $0.trials(of: plan) }.first { !$0.isEmpty } ?? []
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
