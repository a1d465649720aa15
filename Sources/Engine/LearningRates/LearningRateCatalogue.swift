public import Core

/// The learning-rate schedules that a suite can name.
///
/// To add one: a file in `Catalogue/` whose stem is the id, and a line here.
public enum LearningRateCatalogue {
  /// Every schedule.
  public static let all = Catalogue<any LearningRateSchedule.Type>(
    "learning-rate schedule",
    [ConstantRate.self, CosineRate.self, OneCycleRate.self, StepRate.self], describe: { $0 })

  /// The setting that all schedules share.
  static let peakSetting = SettingDescription(
    "peak", default: 0.1, in: 0...100, "the learning rate, at its highest")

  /// Returns the component with every setting present and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try all.resolve(component).component
  }

  /// Makes a schedule from a component, whose missing settings take their defaults.
  public static func make(
    _ component: Component
  ) throws(ComponentError) -> any LearningRateSchedule {
    let (entry, complete) = try all.resolve(component)
    return entry.init(complete)
  }
}
