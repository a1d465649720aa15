import Core
import Engine

/// Cross entropy shifted towards the expectation loss: `(1 − α)(−ln p_y) + α(1 − p_y)`.
///
/// The weight is `(1 − α) + α·p_y`. At a constant α this is PolyLoss-1 with `ε = α / (1 − α)`,
/// up to the factor `1 − α`; what is new is that α follows a mixing schedule.
///
/// - Source: Battash, Wolf and Hazan, arXiv 2109.05635, 2021.
struct Mixed: ProbabilityLoss {
  static let id = "mixed"
  static let summary = "(1 − α)(−ln p_y) + α(1 − p_y), with α from a mixing schedule"
  static let citation = "Battash, Wolf and Hazan, arXiv 2109.05635, 2021"
  static let settings: [SettingDescription] = []
  static let usesMixingCoefficient = true
  static let isCrossEntropyAtZero = true

  init(_ settings: Component) {}

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    let alpha = example.alpha
    let rest = 1 - alpha
    return (
      rest * -trueClass.logProbability + alpha * trueClass.complement,
      rest + alpha * trueClass.probability
    )
  }
}
