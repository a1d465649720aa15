public import Core

/// The mixing schedules that a suite can name.
///
/// To add one: a file in `Schedules/` whose stem is the id, and a line here.
public enum MixingScheduleCatalogue {
  /// Every schedule.
  public static let all = Catalogue<any MixingSchedule.Type>(
    "mixing schedule",
    [
      LinearMixing.self, CosineMixing.self, SigmoidMixing.self, StepMixing.self,
      ConstantMixing.self, ReversedMixing.self, PiecewiseMixing.self,
    ], describe: { $0 })

  /// Whether an id is that of a plain schedule.
  public static func contains(_ id: String) -> Bool {
    all.described.contains { $0.id == id }
  }

  /// Returns the component with every setting present and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try all.resolve(component).component
  }

  /// Makes a schedule from a component, whose missing settings take their defaults.
  public static func make(_ component: Component) throws(ComponentError) -> any MixingSchedule {
    let (entry, complete) = try all.resolve(component)
    return entry.init(complete)
  }
}
