public import Core

/// The mixing coefficient α as a pure function of progress, so that resume and shared prefixes are exact.
///
/// Schedules that react to training are an ``AdaptiveMixingSchedule``.
public protocol MixingSchedule: Catalogued {
  /// Creates the schedule from a resolved component.
  init(_ settings: Component)

  /// Returns α in `0...1` at a fraction of training, `step / totalSteps`, in `0..<1`.
  func alpha(at progress: Double) -> Double
}
