public import Core

/// How gradients become updates; the learning rate comes with each step.
public enum OptimizerConfiguration: Hashable, Sendable {
  /// Gradient descent with momentum.
  case sgd(momentum: Double, isNesterov: Bool, weightDecay: Double)
  /// Adam with decoupled weight decay.
  case adamW(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)

  /// Arenas of state beside the parameters.
  var momentCount: Int {
    switch self {
    case .sgd: 1
    case .adamW: 2
    }
  }
}

/// An entry of the optimizer registry.
public protocol OptimizerEntry: Catalogued {
  /// Returns the configuration of a resolved component.
  static func configuration(_ component: Component) -> OptimizerConfiguration
}

/// The optimizers that suites can name.
public enum OptimizerCatalogue {
  /// Every optimizer; a new one is one file and one line here.
  public static let entries: [any OptimizerEntry.Type] = [SGD.self, AdamW.self]

  /// Returns a component with all settings filled in and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try component.resolved(family: "optimizer", settings: entry(component).settings)
  }

  /// Returns the configuration that a component names.
  public static func make(_ component: Component) throws(ComponentError)
    -> OptimizerConfiguration
  {
    try entry(component).configuration(resolve(component))
  }

  private static func entry(_ component: Component) throws(ComponentError)
    -> any OptimizerEntry.Type
  {
    guard let entry = entries.first(where: { $0.id == component.id }) else {
      throw .unknown(family: "optimizer", id: component.id, known: entries.map { $0.id })
    }
    return entry
  }
}
