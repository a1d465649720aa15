import Core
import DataStore

/// The `grid` of an arm: lists of values, each combination an arm of its own.
enum ArmGrid {
  /// The keys that a grid may name whole.
  private static let wholeKeys = YAMLValue.componentKeys + ["epochs", "augmentation"]

  /// Returns the arms of an entry, in the order of its lists with the last one quickest; the entry
  /// itself without a grid.
  static func expanded(
    _ arm: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]
  ) -> [YAMLValue] {
    guard let grid = arm["grid"], case .mapping(let entries) = arm.content else { return [arm] }
    let base = YAMLValue(.mapping(entries.filter { $0.key != "grid" }), line: arm.line)
    guard let axes = axes(grid, path: "\(subject).grid", &mistakes) else { return [base] }
    return product(axes).map { combination in
      combination.reduce(base) { arm, point in
        arm.setting(point.value, at: point.key).renamed(point.label)
      }
    }
  }

  /// A list of a grid.
  struct Axis {
    /// The dotted key, with its line.
    var key: String
    var line: Int
    var values: [YAMLValue]
  }

  /// Reads a mapping of dotted keys to lists; nil when nothing of it can be used.
  static func axes(
    _ grid: YAMLValue, path: String, _ mistakes: inout [YAMLMistake]
  ) -> [Axis]? {
    guard case .mapping(let entries) = grid.content, !entries.isEmpty else {
      mistakes.append(
        YAMLMistake(
          line: grid.line,
          text: "\(path) has to be a mapping of keys to lists, such as {schedule.start: [0.3, 0.5]}"
        ))
      return nil
    }
    let before = mistakes.count
    var axes: [Axis] = []
    for entry in entries {
      check(entry.key, line: entry.line, path: path, &mistakes)
      guard case .list(let values) = entry.value.content, !values.isEmpty else {
        mistakes.append(
          YAMLMistake(
            line: entry.value.line, text: "\(path).\(entry.key) has to be a list of values"))
        continue
      }
      axes.append(Axis(key: entry.key, line: entry.line, values: values))
    }
    return mistakes.count == before ? axes : nil
  }

  private static func check(
    _ key: String, line: Int, path: String, _ mistakes: inout [YAMLMistake]
  ) {
    let part = String(key.prefix { $0 != "." })
    let isSetting = part.count < key.count
    let known = isSetting ? YAMLValue.componentKeys : wholeKeys
    if known.contains(part), !key.hasSuffix("."), key.count(where: { $0 == "." }) <= 1 { return }
    let hint = Suggestion.hint(for: part, in: known)
    mistakes.append(
      YAMLMistake(
        line: line,
        text: "\(path) has the key \"\(key)\"; expected a part of an arm or one of its settings, "
          + "such as schedule.start; \(hint)"))
  }

  private struct Point {
    var key: String
    var value: YAMLValue
    var label: String
  }

  private static func product(_ axes: [Axis]) -> [[Point]] {
    axes.reduce([[]]) { combinations, axis in
      combinations.flatMap { combination in
        axis.values.map { value in
          combination + [Point(key: axis.key, value: value, label: label(axis.key, value))]
        }
      }
    }
  }

  /// What a value adds to the arm's id: `start0.3` for a setting, the id for a component.
  private static func label(_ key: String, _ value: YAMLValue) -> String {
    let name = key.split(separator: ".").last.map(String.init) ?? key
    switch value.content {
    case .scalar(let text):
      return YAMLValue.componentKeys.contains(key) ? text : name + text
    case .mapping(let entries):
      let id = value["id"]?.scalar ?? ""
      let settings = entries.filter { $0.key != "id" }
        .map { label($0.key, $0.value) }
      return ([id] + settings).filter { !$0.isEmpty }.joined(separator: "-")
    case .list(let items): return items.map { label(key, $0) }.joined(separator: "-")
    }
  }
}

extension YAMLValue {
  /// Returns an arm with a part, or a setting of a part, written anew.
  fileprivate func setting(_ value: YAMLValue, at key: String) -> YAMLValue {
    guard case .mapping(var entries) = content else { return self }
    let names = key.split(separator: ".").map(String.init)
    let index = entries.firstIndex { $0.key == names[0] }
    var new = value
    if names.count == 2 {
      let change = YAMLValue(
        .mapping([Entry(key: names[1], line: value.line, value: value)]), line: value.line)
      new = index.map { entries[$0].value.changed(by: change) } ?? change
    }
    if let index {
      entries[index].value = new
    } else {
      entries.append(Entry(key: names[0], line: value.line, value: new))
    }
    return YAMLValue(.mapping(entries), line: line)
  }

  /// Returns an arm with something added to its id.
  fileprivate func renamed(_ label: String) -> YAMLValue {
    guard case .mapping(var entries) = content,
      let index = entries.firstIndex(where: { $0.key == "id" }),
      let name = entries[index].value.scalar
    else { return self }
    entries[index].value.content = .scalar("\(name)-\(label)")
    return YAMLValue(.mapping(entries), line: line)
  }
}
