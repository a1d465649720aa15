import Core
import DataStore
import Experiments
import Foundation

/// What `bench info` prints about one thing.
enum InfoText {
  /// Returns a heading and rows of a name and a value; rows without a value are left out.
  static func section(_ heading: String, _ rows: [(String, String)]) -> String {
    heading + "\n"
      + TextTable.text(rows.filter { !$0.1.isEmpty }.map { ["  " + $0.0, $0.1] })
  }

  /// Describes an entry of a registry with its settings.
  static func text(_ entry: any Catalogued.Type, family: ComponentFamily) throws -> String {
    var text = section(
      "\(family.name) \(entry.id)", [("is", entry.summary), ("cite", entry.citation)])
    if !entry.settings.isEmpty {
      text += "  settings\n" + TextTable.text(entry.settings.map(Self.row))
    }
    if family.name == ComponentFamily.models.name { text += try ModelText.text(entry.id) }
    return text
  }

  private static func row(_ setting: SettingDescription) -> [String] {
    [
      "    \(setting.name)", "default \(number(setting.defaultValue))",
      "\(number(setting.range.lowerBound)) to \(number(setting.range.upperBound))",
      setting.summary,
    ]
  }

  /// A number without a needless fraction.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  /// A component with its settings, such as `linear (alphaMax 0.9, end 1, start 0.5)`.
  static func text(_ component: Component) -> String {
    let settings = component.settings.keys.sorted().map { name in
      "\(name) \(number(component[name]))"
    }
    return settings.isEmpty
      ? component.id : "\(component.id) (\(settings.joined(separator: ", ")))"
  }
}
