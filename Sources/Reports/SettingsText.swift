import Core

/// Components as reports print them.
enum SettingsText {
  /// Returns the id and, in parentheses, every setting by name.
  static func full(_ component: Component) -> String {
    guard !component.settings.isEmpty else { return component.id }
    let settings = component.settings.keys.sorted().map { "\($0) \(number(component[$0]))" }
    return "\(component.id) (\(settings.joined(separator: ", ")))"
  }

  /// Returns the shortest spelling that reads back as the same number; whole numbers lose their point.
  private static func number(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
