import Core
import Engine
import Foundation

/// Cross entropy with a weight for each class, larger for rare ones: `w_y · (−ln p_y)`.
///
/// With `n_k` training examples of class k, `w_k` is proportional to `n_k^−exponent` and scaled so
/// that the mean weight over the training examples is 1. Exponent 1 is the usual `N / (K · n_k)`.
///
/// - Source: King and Zeng, *Political Analysis* 9(2), 2001, section 4.2.
struct ClassWeighted: ProbabilityLoss {
  static let id = "class-weighted"
  static let summary = "w_y(−ln p_y), a weight per class that grows as the class gets rarer"
  static let citation = "King and Zeng, Political Analysis 9(2), 2001"
  static let settings = [
    SettingDescription(
      "exponent", default: 1, in: 0...2, "how fast weights fall with counts; 0 is cross entropy")
  ]
  static let usesClassCounts = true

  private let weights: [Double]

  init(_ settings: Component) { self.init(settings, context: .balanced) }

  init(_ settings: Component, context: LossContext) {
    let raw = context.classCounts.map { pow(Double(max($0, 1)), -settings["exponent"]) }
    let examples = context.classCounts.reduce(0, +)
    let summed = zip(context.classCounts, raw).reduce(0) { $0 + Double($1.0) * $1.1 }
    weights = raw.map { summed > 0 ? $0 * Double(examples) / summed : 1 }
  }

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    if weights.isEmpty { return (-trueClass.logProbability, 1) }
    precondition(
      weights.count == example.classes, "\(weights.count) counts for \(example.classes) classes")
    let weight = weights[example.label]
    return (weight * -trueClass.logProbability, weight)
  }
}
