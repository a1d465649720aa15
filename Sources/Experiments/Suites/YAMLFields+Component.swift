import Core
import DataStore

extension YAMLFields {
  /// Reads a part chosen by name: a word, or a mapping of `id` and settings.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - family: where the name is looked up.
  ///   - isOptional: whether the key may be absent.
  ///   - mistakes: grows by a line for each unknown name, unknown setting and wrong value.
  /// - Returns: the component with all settings, or nil when it is absent or wrong.
  mutating func component(
    _ key: String, _ family: ComponentFamily, isOptional: Bool,
    _ mistakes: inout [YAMLMistake]
  ) -> Component? {
    guard let value = isOptional ? value(key) : required(key, &mistakes) else { return nil }
    let before = mistakes.count
    guard let (id, settings) = choice(key, value, family, &mistakes) else { return nil }
    guard let entry = family.entry(id.text) else {
      let error = ComponentError.unknown(
        family: family.name, id: id.text, known: family.entries.map { $0.id })
      mistakes.append(YAMLMistake(line: id.line, text: error.description))
      return nil
    }
    var component = Component(id.text)
    for setting in settings {
      component.settings[setting.key] = Self.number(setting, of: entry, family, &mistakes)
    }
    guard mistakes.count == before else { return nil }
    do throws(ComponentError) {
      return try family.resolve(component)
    } catch {
      mistakes.append(YAMLMistake(line: value.line, text: error.description))
      return nil
    }
  }

  /// Splits a choice into its id, with its line, and its settings.
  private func choice(
    _ key: String, _ value: YAMLValue, _ family: ComponentFamily,
    _ mistakes: inout [YAMLMistake]
  ) -> (id: (text: String, line: Int), settings: [YAMLValue.Entry])? {
    switch value.content {
    case .scalar(let text) where !text.isEmpty: return ((text, value.line), [])
    case .mapping(let entries):
      guard let entry = entries.first(where: { $0.key == "id" }) else {
        mistakes.append(
          YAMLMistake(line: value.line, text: "\"\(path(key)).id\" is missing"))
        return nil
      }
      guard case .scalar(let text) = entry.value.content else { break }
      return ((text, entry.value.line), entries.filter { $0.key != "id" })
    default: break
    }
    note(
      key, value, expected: "the id of a \(family.name), or a mapping of id and settings",
      &mistakes)
    return nil
  }

  private static func number(
    _ setting: YAMLValue.Entry, of entry: any Catalogued.Type, _ family: ComponentFamily,
    _ mistakes: inout [YAMLMistake]
  ) -> Double? {
    func refuse(_ error: ComponentError) -> Double? {
      mistakes.append(YAMLMistake(line: setting.line, text: error.description))
      return nil
    }
    guard let description = entry.settings.first(where: { $0.name == setting.key }) else {
      return refuse(
        .unknownSetting(
          family: family.name, id: entry.id, setting: setting.key,
          known: entry.settings.map(\.name)))
    }
    guard let number = value(of: setting.value) else {
      mistakes.append(
        YAMLMistake(
          line: setting.value.line,
          text: "\(family.name) \"\(entry.id)\": \(setting.key) is \(words(setting.value)); "
            + "expected a number"))
      return nil
    }
    guard description.range.contains(number) else {
      return refuse(
        .outOfRange(
          family: family.name, id: entry.id, setting: setting.key, value: number,
          range: description.range))
    }
    return number
  }

  /// A number, or a flag as 0 or 1.
  private static func value(of value: YAMLValue) -> Double? {
    guard case .scalar(let text) = value.content else { return nil }
    switch text {
    case "true", "yes": return 1
    case "false", "no": return 0
    default: return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
  }

  private static func words(_ value: YAMLValue) -> String {
    switch value.content {
    case .scalar(let text): "\"\(text)\""
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}
