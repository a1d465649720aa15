import Core

/// Adam with decoupled weight decay: `w ← (1 − η·λ)·w − η·m̂ / (sqrt(v̂) + ε)`.
///
/// Weight decay λ acts on weights, never on biases and normalisation.
enum AdamW: OptimizerEntry {
  static let id = "adamw"
  static let summary = "Adam with decoupled weight decay"
  static let citation = "Loshchilov and Hutter, ICLR 2019, algorithm 2"
  static let settings =
    [
      SettingDescription("beta1", default: 0.9, in: 0...0.9999, "decay of the mean gradient"),
      SettingDescription(
        "beta2", default: 0.999, in: 0...0.999999, "decay of the squared gradient"),
      SettingDescription(
        "epsilon", default: 1e-8, in: 1e-16...1, "added to the root of the square"),
      SettingDescription(
        "weightDecay", default: 0.01, in: 0...1, "times the learning rate, off weights"),
    ] + sharedSettings

  static func rule(_ component: Component) -> OptimizerConfiguration.Rule {
    .adamW(
      beta1: component["beta1"], beta2: component["beta2"], epsilon: component["epsilon"],
      weightDecay: component["weightDecay"])
  }
}
