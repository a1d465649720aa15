/// A part of a trial chosen by name, with every setting spelt out: a loss, a schedule, an optimizer.
///
/// Settings are complete after resolution: defaults are filled in before a trial is keyed, so a
/// changed default makes a new key and a record always says what ran.
public struct Component: Codable, Hashable, Sendable {
  /// The registry id, such as `mixed`.
  public var id: String
  /// Numeric settings by name, such as `alphaMax: 0.9`; flags are 0 or 1.
  public var settings: [String: Double]

  /// Creates a choice.
  public init(_ id: String, _ settings: [String: Double] = [:]) {
    self.id = id
    self.settings = settings
  }
}

/// The settings a registry entry accepts, with their defaults: the one place where they are stated.
public struct SettingDescription: Hashable, Sendable {
  /// The name as written in a suite.
  public let name: String
  /// The value when a suite is silent.
  public let defaultValue: Double
  /// The values allowed.
  public let range: ClosedRange<Double>
  /// One line that says what it does and its unit.
  public let summary: String

  /// Creates a description.
  public init(
    _ name: String, default value: Double, in range: ClosedRange<Double>, _ summary: String
  ) {
    self.name = name
    self.defaultValue = value
    self.range = range
    self.summary = summary
  }
}

/// What a registry says about one of its entries, for `bench list`, `bench info` and validation.
public protocol Catalogued: Sendable {
  /// The stable id, kebab-case, equal to the file's stem in kebab-case.
  static var id: String { get }
  /// One line for lists.
  static var summary: String { get }
  /// Author, venue, year; empty where nothing needs citing.
  static var citation: String { get }
  /// Every setting with its default and range.
  static var settings: [SettingDescription] { get }
  /// Says how settings that are each in range contradict each other; nil where they do not.
  static func conflict(in settings: Component) -> String?
}

extension Catalogued {
  /// Nothing contradicts, unless an entry says otherwise.
  public static func conflict(in settings: Component) -> String? { nil }
}

/// Why a component was refused.
public enum ComponentError: ReportableError, Equatable {
  /// No entry has this id.
  case unknown(family: String, id: String, known: [String])
  /// The entry has no such setting.
  case unknownSetting(family: String, id: String, setting: String, known: [String])
  /// The setting lies outside its range.
  case outOfRange(
    family: String, id: String, setting: String, value: Double, range: ClosedRange<Double>)
  /// Settings contradict each other.
  case conflict(family: String, id: String, reason: String)

  /// A mistake in what was asked for.
  public var kind: FailureKind { .usage }

  /// What is wrong and what would be right.
  public var description: String {
    switch self {
    case .unknown(let family, let id, let known):
      "unknown \(family) \"\(id)\"; \(Suggestion.hint(for: id, in: known))"
    case .unknownSetting(let family, let id, let setting, let known):
      known.isEmpty
        ? "\(family) \"\(id)\" has no setting \"\(setting)\"; it takes none"
        : "\(family) \"\(id)\" has no setting \"\(setting)\"; "
          + Suggestion.hint(for: setting, in: known)
    case .outOfRange(let family, let id, let setting, let value, let range):
      "\(family) \"\(id)\": \(setting) is \(value); expected \(range.lowerBound) to \(range.upperBound)"
    case .conflict(let family, let id, let reason):
      "\(family) \"\(id)\": \(reason)"
    }
  }
}

extension Component {
  /// Returns the same choice with every setting present and checked.
  public func resolved(
    family: String, settings descriptions: [SettingDescription]
  ) throws(ComponentError) -> Component {
    for name in settings.keys.sorted() where !descriptions.contains(where: { $0.name == name }) {
      throw .unknownSetting(
        family: family, id: id, setting: name, known: descriptions.map(\.name))
    }
    var complete = Component(id)
    for description in descriptions {
      let value = settings[description.name] ?? description.defaultValue
      guard description.range.contains(value) else {
        throw .outOfRange(
          family: family, id: id, setting: description.name, value: value,
          range: description.range)
      }
      complete.settings[description.name] = value
    }
    return complete
  }

  /// The value of a setting of a resolved component.
  public subscript(_ name: String) -> Double {
    guard let value = settings[name] else {
      preconditionFailure("\(id): setting \(name) was read before the component was resolved")
    }
    return value
  }
}
