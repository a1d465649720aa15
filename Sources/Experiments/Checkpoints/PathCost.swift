/// What was spent on the way from initial weights to a step.
struct PathCost: Codable, Hashable, Sendable {
  /// Seconds in steps.
  var standAloneSeconds = 0.0
  /// Seconds in steps, each divided by the trials that shared it.
  var attributedSeconds = 0.0
  /// Steps, each divided by the trials that shared it.
  var attributedSteps = 0.0

  /// Adds a part of a stretch.
  mutating func add(_ duration: Duration, steps: Int, sharedBy trials: Int) {
    let seconds = duration / .seconds(1)
    standAloneSeconds += seconds
    attributedSeconds += seconds / Double(trials)
    attributedSteps += Double(steps) / Double(trials)
  }
}
