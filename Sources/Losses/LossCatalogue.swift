public import Core

/// The losses that a suite can name.
///
/// To add one: a file in `Catalogue/` whose stem is the id, and a line here.
public enum LossCatalogue {
  /// Every loss; cross entropy, the baseline, first.
  public static let all = Catalogue<any Loss.Type>(
    "loss", [CrossEntropy.self, Expectation.self, Mixed.self], describe: { $0 })

  /// Returns the component with every setting present and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try all.resolve(component).component
  }

  /// Makes a loss from a component, whose missing settings take their defaults.
  public static func make(_ component: Component) throws(ComponentError) -> any Loss {
    let (entry, complete) = try all.resolve(component)
    return entry.init(complete)
  }
}
