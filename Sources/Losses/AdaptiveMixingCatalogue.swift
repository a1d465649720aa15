public import Core

/// The adaptive mixing schedules that a suite can name.
///
/// To add one: a file in `AdaptiveSchedules/` whose stem is the id, and a line here.
public enum AdaptiveMixingCatalogue {
  /// Every adaptive schedule; no id is also that of a ``MixingScheduleCatalogue`` entry.
  public static let all = Catalogue<any AdaptiveMixingSchedule.Type>(
    "adaptive mixing schedule", [TrainingAccuracyMixing.self], describe: { $0 })

  /// Whether an id is that of an adaptive schedule.
  public static func contains(_ id: String) -> Bool {
    all.described.contains { $0.id == id }
  }

  /// Returns the component with every setting present and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try all.resolve(component).component
  }

  /// Makes a schedule from a component, whose missing settings take their defaults.
  public static func make(
    _ component: Component
  ) throws(ComponentError) -> any AdaptiveMixingSchedule {
    let (entry, complete) = try all.resolve(component)
    return entry.init(complete)
  }
}
