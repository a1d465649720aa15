import Core

/// Stochastic gradient descent: `v ← μ·v + g + λ·w`, then `w ← w − η·v`, or with Nesterov's step
/// `w ← w − η·(g + λ·w + μ·v)`.
///
/// Weight decay λ acts on weights, never on biases and normalisation.
enum SGD: OptimizerEntry {
  static let id = "sgd"
  static let summary = "stochastic gradient descent with momentum, optionally Nesterov's"
  static let citation = "Sutskever, Martens, Dahl, Hinton, ICML 2013"
  static let settings =
    [
      SettingDescription("momentum", default: 0.9, in: 0...0.9999, "share of the last step kept"),
      SettingDescription("nesterov", default: 0, in: 0...1, "1 for Nesterov's look-ahead step"),
      SettingDescription(
        "weightDecay", default: 1e-4, in: 0...1, "added to the gradient of weights"),
    ] + sharedSettings

  static func rule(_ component: Component) -> OptimizerConfiguration.Rule {
    .sgd(
      momentum: component["momentum"], isNesterov: component["nesterov"] >= 0.5,
      weightDecay: component["weightDecay"])
  }
}
