import Core
import DataStore
import Losses

extension SuiteArm {
  /// Reads one entry of `arms`; what is wrong is noted.
  init?(_ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]) {
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let id = Self.id(&fields, &mistakes)
    let loss = fields.component("loss", .losses, isOptional: false, &mistakes)
    let written = fields.value("schedule")
    let schedule = fields.component("schedule", .mixingSchedules, isOptional: true, &mistakes)
    let optimizer = fields.component("optimizer", .optimizers, isOptional: true, &mistakes)
    let learningRate = fields.component(
      "learningRate", .learningRates, isOptional: true, &mistakes)
    fields.finish(&mistakes)
    guard let id, let loss else { return nil }
    Self.checkSchedule(written, for: loss, in: fields, &mistakes)
    guard let schedule = schedule ?? Self.noMixing else { return nil }
    self.init(
      id: id, loss: loss, schedule: schedule, optimizer: optimizer, learningRate: learningRate)
  }

  private static func id(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> String? {
    guard let value = fields.required("id", &mistakes) else { return nil }
    if case .scalar(let text) = value.content, !text.isEmpty, text.count <= 60,
      text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") })
    {
      return text
    }
    fields.note(
      "id", value, expected: "letters, digits, hyphens and points, at most 60", &mistakes)
    return nil
  }

  /// A loss with α needs a schedule, so that no constant is hidden; one without would ignore it.
  private static func checkSchedule(
    _ schedule: YAMLValue?, for loss: Component, in fields: YAMLFields,
    _ mistakes: inout [YAMLMistake]
  ) {
    let usesAlpha =
      LossCatalogue.all.entries.first { $0.id == loss.id }?.usesMixingCoefficient ?? false
    switch (usesAlpha, schedule) {
    case (true, nil):
      mistakes.append(
        YAMLMistake(
          line: fields.line,
          text: "\"\(fields.path("schedule"))\" is missing; loss \"\(loss.id)\" needs a schedule "
            + "for α, such as {id: linear, start: 0.5, end: 1, alphaMax: 0.9}"))
    case (false, let value?):
      mistakes.append(
        YAMLMistake(
          line: value.line,
          text: "\(fields.path("schedule")) has no effect; loss \"\(loss.id)\" has no α"))
    default: break
    }
  }

  /// α = 0 throughout, for losses without α.
  private static let noMixing = try? ComponentFamily.mixingSchedules.resolve(
    Component("constant", ["alphaMax": 0]))
}
