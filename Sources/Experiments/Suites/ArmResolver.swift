import Core
import Losses
import Records

/// Works out what each arm of a suite is on a task: changed settings, and what comes from other arms.
struct ArmResolver {
  let suite: Suite
  /// The configuration that tuning chose on the task, by arm; empty before, and without tuning.
  var chosen: [String: [SettingChange]] = [:]

  /// Returns the arm as trials of a task record it.
  ///
  /// An arm with a source takes the source's optimizer and learning rate, as they were chosen, unless
  /// it names its own: it differs in what it controls and in nothing else.
  ///
  /// - Throws: `ComponentError` when a changed setting does not fit the task's component.
  func spec(
    _ arm: SuiteArm, for task: SuiteTask, changes: [SettingChange] = []
  ) throws(ComponentError) -> ArmSpec {
    var spec = arm.spec(for: task)
    if let source = arm.source.flatMap({ id in suite.arms.first { $0.id == id } }) {
      let model = try self.spec(source, for: task)
      if arm.optimizer == nil { spec.optimizer = model.optimizer }
      if arm.learningRate == nil { spec.learningRateSchedule = model.learningRateSchedule }
      if arm.meanOf != nil { spec.schedule = try Self.constant(meanOf: model.schedule) }
      spec.learningRateMatches = arm.matches
    }
    for change in arm.changes + (chosen[arm.id] ?? []) + changes { try change.apply(to: &spec) }
    return spec
  }

  /// A constant schedule with the mean α of a schedule over training.
  static func constant(meanOf schedule: Component) throws(ComponentError) -> Component {
    let mean = try MixingScheduleCatalogue.make(schedule).meanAlpha
    return try ComponentFamily.mixingSchedules.resolve(
      Component("constant", ["alphaMax": mean]))
  }
}
