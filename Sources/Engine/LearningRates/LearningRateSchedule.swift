public import Core

/// The learning rate as a pure function of the step.
public protocol LearningRateSchedule: Catalogued {
  /// Creates the schedule from a resolved component.
  init(_ settings: Component)

  /// Returns the learning rate of a step, counted from 0, of `totalSteps`.
  func rate(at step: Int, of totalSteps: Int) -> Double
}
