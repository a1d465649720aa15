/// A setting of one of an arm's components with the value that replaces it.
public struct SettingChange: Codable, Hashable, Sendable {
  /// A component of an arm.
  public enum Part: String, Codable, Hashable, Sendable, CaseIterable {
    /// The loss.
    case loss
    /// The schedule of α.
    case schedule
    /// The optimizer.
    case optimizer
    /// The learning-rate schedule.
    case learningRate
  }

  /// The component.
  public var part: Part
  /// The setting.
  public var name: String
  /// The new value, or what the old one is multiplied by.
  public var value: Double
  /// Whether the value multiplies the old one.
  public var isFactor: Bool

  /// Creates a change.
  public init(part: Part, name: String, value: Double, isFactor: Bool = false) {
    self.part = part
    self.name = name
    self.value = value
    self.isFactor = isFactor
  }

  /// The change as a suite writes it, such as `learningRate.peak ×0.3`.
  public var text: String { "\(part.rawValue).\(name) \(isFactor ? "×" : "")\(Self.text(value))" }

  /// Whole numbers without a needless point.
  private static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
