public import Core

/// How gradients become updates; the learning rate comes with each step.
public enum OptimizerConfiguration: Hashable, Sendable {
  /// Gradient descent with momentum.
  case sgd(momentum: Double, isNesterov: Bool, weightDecay: Double)
  /// Adam with decoupled weight decay.
  case adamW(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)

  /// Whether a row of a table without a gradient stays as it is, so that a step may skip it.
  var leavesIdleRows: Bool {
    switch self {
    case .sgd(let momentum, _, let weightDecay): momentum == 0 && weightDecay == 0
    case .adamW: false
    }
  }

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
///
/// To add one: a file that states its settings, a case of ``OptimizerConfiguration``, a line here.
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
    return entry.configuration(complete)
  }
}
