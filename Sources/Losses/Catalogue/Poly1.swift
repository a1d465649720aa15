import Core
import Engine

/// PolyLoss-1: cross entropy with the first term of its expansion changed, `−ln p_y + ε(1 − p_y)`.
///
/// The weight is `1 + ε p_y`. The mixed loss at a constant α is this with `ε = α / (1 − α)`, times
/// `1 − α`: the control that tells the effect of a schedule from that of the added term.
///
/// - Source: Leng, Tan, Liu, Cubuk, Shi, Cheng and Anguelov, ICLR 2022, eq. 6; ε = 2 as for
///   ImageNet.
struct Poly1: ProbabilityLoss {
  static let id = "poly1"
  static let summary = "−ln p_y + ε(1 − p_y), PolyLoss-1"
  static let citation = "Leng, Tan, Liu, Cubuk, Shi, Cheng and Anguelov, ICLR 2022"
  static let settings = [
    SettingDescription("epsilon", default: 2, in: -1...1000, "ε; 0 is cross entropy")
  ]

  private let epsilon: Double

  init(_ settings: Component) { epsilon = settings["epsilon"] }

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    let loss = -trueClass.logProbability + epsilon * trueClass.complement
    // At ε = −1 the terms cancel for a certain example; rounding must not make the sum negative.
    // No `max`, which would turn NaN into 0.
    return (loss < 0 ? 0 : loss, 1 + epsilon * trueClass.probability)
  }
}
