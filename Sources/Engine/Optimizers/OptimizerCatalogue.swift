public import Core

/// An entry of the optimizer registry.
public protocol OptimizerEntry: Catalogued {
  /// Returns the rule of a resolved component.
  static func rule(_ component: Component) -> OptimizerConfiguration.Rule
}

extension OptimizerEntry {
  /// The settings that every optimizer has, after its own.
  static var sharedSettings: [SettingDescription] {
    [
      SettingDescription(
        "clipNorm", default: 0, in: 0...1e6, "largest norm of the whole gradient; 0 for no limit"),
      SettingDescription(
        "averageDecay", default: 0, in: 0...0.999999,
        "share kept of the running mean of weights, which is then evaluated; 0 for no mean"),
    ]
  }
}

/// The optimizers that suites can name.
///
/// To add one: a file that states its settings, a case of ``OptimizerConfiguration/Rule``, a line here.
public enum OptimizerCatalogue {
  /// Every optimizer.
  public static let all = Catalogue<any OptimizerEntry.Type>(
    "optimizer", [SGD.self, AdamW.self], describe: { $0 })

  /// Returns the component with every setting present and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try all.resolve(component).component
  }

  /// Makes a configuration from a component, whose missing settings take their defaults.
  public static func make(_ component: Component) throws(ComponentError)
    -> OptimizerConfiguration
  {
    let (entry, complete) = try all.resolve(component)
    var configuration = OptimizerConfiguration(entry.rule(complete))
    configuration.clipNorm = complete["clipNorm"]
    configuration.averageDecay = complete["averageDecay"]
    return configuration
  }
}
