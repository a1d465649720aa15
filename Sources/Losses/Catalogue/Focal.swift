import Core
import Engine
import Foundation

/// Cross entropy turned down for examples that are already right: `−(1 − p_y)^γ ln p_y`.
///
/// The weight is `(1 − p)^γ (1 + γ p (−ln p) / (1 − p))`, a form without the singular power of the
/// textbook derivative for `γ < 1`: its last quotient tends to 1.
///
/// - Source: Lin, Goyal, Girshick, He and Dollár, ICCV 2017, eq. 4; γ = 2 as there.
struct Focal: ProbabilityLoss {
  static let id = "focal"
  static let summary = "−(1 − p_y)^γ ln p_y, less weight on what is already right"
  static let citation = "Lin, Goyal, Girshick, He and Dollár, ICCV 2017"
  static let settings = [
    SettingDescription("gamma", default: 2, in: 0...10, "the exponent γ; 0 is cross entropy")
  ]

  private let gamma: Double

  init(_ settings: Component) { gamma = settings["gamma"] }

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    let (rest, entropy) = (trueClass.complement, -trueClass.logProbability)
    let power = pow(rest, gamma)
    let quotient = rest > 0 ? entropy / rest : 1
    return (power * entropy, power * (1 + gamma * trueClass.probability * quotient))
  }
}
