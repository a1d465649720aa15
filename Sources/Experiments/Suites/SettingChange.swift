import Core
import Records

/// A setting of one of an arm's components, changed after the component was chosen.
extension SettingChange {
  /// Changes the setting in an arm whose components are resolved.
  ///
  /// - Throws: `ComponentError` when the component has no such setting or the value does not fit.
  func apply(to arm: inout ArmSpec) throws(ComponentError) {
    switch part {
    case .loss: arm.loss = try changed(arm.loss, .losses)
    case .schedule: arm.schedule = try changed(arm.schedule, .allMixingSchedules)
    case .optimizer: arm.optimizer = try changed(arm.optimizer, .optimizers)
    case .learningRate:
      arm.learningRateSchedule = try changed(arm.learningRateSchedule, .learningRates)
    }
  }

  private func changed(
    _ component: Component, _ family: ComponentFamily
  ) throws(ComponentError) -> Component {
    var component = component
    guard let old = component.settings[name] else {
      throw .unknownSetting(
        family: family.name, id: component.id, setting: name,
        known: component.settings.keys.sorted())
    }
    component.settings[name] = isFactor ? old * value : value
    return try family.resolve(component)
  }
}
