import Core
import Engine

/// The expected error of a class drawn from the softmax, `1 − p_y`, with weight `p_y`.
///
/// Half of the mean absolute error between the one-hot label and the softmax.
///
/// - Source: Ghosh, Kumar and Sastry, AAAI 2017, for the loss; Battash, Wolf and Hazan,
///   arXiv 2109.05635, 2021, for the name.
struct Expectation: ProbabilityLoss {
  static let id = "expectation"
  static let summary = "1 − p_y, the expected error of a class drawn from the softmax"
  static let citation = "Battash, Wolf and Hazan, arXiv 2109.05635, 2021"
  static let settings: [SettingDescription] = []

  init(_ settings: Component) {}

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    (trueClass.complement, trueClass.probability)
  }
}
