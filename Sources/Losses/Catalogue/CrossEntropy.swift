import Core
import Engine

/// The negative log-likelihood of the true class, `−ln p_y`, with weight 1.
struct CrossEntropy: ProbabilityLoss {
  static let id = "cross-entropy"
  static let summary = "−ln p_y, the negative log-likelihood of the true class"
  static let citation = "Bridle, Neurocomputing, NATO ASI Series F 68, 1990"
  static let settings: [SettingDescription] = []

  init(_ settings: Component) {}

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    (-trueClass.logProbability, 1)
  }
}
