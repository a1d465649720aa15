import Core
import DataStore
import Losses
import Records

extension SuiteArm {
  /// Reads one arm, written out in full; what is wrong is noted.
  init?(_ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]) {
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let id = Self.id(&fields, &mistakes)
    let loss = fields.component("loss", .losses, isOptional: false, &mistakes)
    let written = fields.value("schedule")
    let meanOf = fields.reference("schedule", "meanOf", &mistakes)
    let schedule =
      written?["meanOf"] == nil
      ? fields.component("schedule", .allMixingSchedules, isOptional: true, &mistakes) : nil
    let (optimizer, optimizerChanges) = fields.ownOrChanged(
      "optimizer", .optimizer, .optimizers, &mistakes)
    let matches = fields.reference("learningRate", "matches", &mistakes)
    let (learningRate, rateChanges) =
      fields.value("learningRate")?["matches"] == nil
      ? fields.ownOrChanged("learningRate", .learningRate, .learningRates, &mistakes) : (nil, [])
    let epochs = Self.epochs(&fields, &mistakes)
    let augmentation = fields.value("augmentation").map {
      PictureChanges.own(Augmentation($0, subject: subject + ".augmentation", &mistakes))
    }
    let answers =
      fields.value("answers") == nil
      ? nil : fields.choice("answers", ReviewerQuestion.self, &mistakes)
    _ = fields.value("tune")  // Read once the whole suite is known.
    _ = (fields.value("extends"), fields.value("grid"))  // For suggestions: these are gone by now.
    fields.finish(&mistakes)
    guard let id, let loss else { return nil }
    Self.checkSchedule(written, for: loss, in: fields, &mistakes)
    guard let schedule = schedule ?? Self.noMixing else { return nil }
    self.init(
      id: id, loss: loss, schedule: schedule, optimizer: optimizer, learningRate: learningRate)
    changes = optimizerChanges + rateChanges
    (self.meanOf, self.matches, self.epochs, self.answers) = (meanOf, matches, epochs, answers)
    self.augmentation = augmentation ?? .ofTask
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

  /// A whole number, or a multiple of the task's epochs such as `x1.5`.
  private static func epochs(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> Epochs? {
    guard let value = fields.value("epochs") else { return nil }
    if let text = value.scalar, let factor = text.multiple, factor > 0, factor <= 1000 {
      return .times(factor)
    }
    if let text = value.scalar, let count = Int(text), (1...100_000).contains(count) {
      return .count(count)
    }
    fields.note(
      "epochs", value,
      expected: "a whole number from 1 to 100000, or a multiple of the task's such as x1.5",
      &mistakes)
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

extension YAMLFields {
  /// Reads `{meanOf: arm}` or its like; nil where the key holds something else.
  fileprivate mutating func reference(
    _ key: String, _ name: String, _ mistakes: inout [YAMLMistake]
  ) -> String? {
    guard let value = value(key), let arm = value[name] else { return nil }
    guard case .mapping(let entries) = value.content, entries.count == 1, let id = arm.scalar else {
      note(key, value, expected: "{\(name): the id of an arm} and nothing else", &mistakes)
      return nil
    }
    return id
  }

  /// Reads a component of the arm's own, or, from a mapping without an id, changed settings of the
  /// task's.
  fileprivate mutating func ownOrChanged(
    _ key: String, _ part: SettingChange.Part, _ family: ComponentFamily,
    _ mistakes: inout [YAMLMistake]
  ) -> (Component?, [SettingChange]) {
    guard let value = value(key), case .mapping(let entries) = value.content, value.namesNothing
    else { return (component(key, family, isOptional: true, &mistakes), []) }
    let changes = entries.compactMap { entry in
      SettingChange(part, entry.key, entry.value, path: path(key), &mistakes)
    }
    return (nil, changes)
  }
}

extension SettingChange {
  /// Reads a number, a flag, or a multiple of what the setting was, such as `x0.3`.
  init?(
    _ part: Part, _ name: String, _ value: YAMLValue, path: String,
    _ mistakes: inout [YAMLMistake]
  ) {
    let text = value.scalar ?? ""
    if let factor = text.multiple {
      self.init(part: part, name: name, value: factor, isFactor: true)
    } else if let number = ["true": 1, "yes": 1, "false": 0, "no": 0][text] ?? Double(text),
      number.isFinite
    {
      self.init(part: part, name: name, value: number)
    } else {
      mistakes.append(
        YAMLMistake(
          line: value.line,
          text: "\(path).\(name) is \(value.scalar.map { "\"\($0)\"" } ?? "no single value"); "
            + "expected a number, or a multiple such as x0.3"))
      return nil
    }
  }
}

extension String {
  /// The number of a text such as `x1.5`; nil for anything else.
  var multiple: Double? {
    guard first == "x", let number = Double(dropFirst()), number.isFinite else { return nil }
    return number
  }
}
