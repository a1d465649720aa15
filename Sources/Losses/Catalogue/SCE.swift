import Core
import Engine

/// Symmetric cross entropy: `a · (−ln p_y) + b · |A| · (1 − p_y)`.
///
/// The second term is the reverse cross entropy `−Σ p_k ln e_k` with `ln 0` replaced by A. At
/// `b|A| / a = α / (1 − α)` this is the mixed loss at a constant α, times `a / (1 − α)`.
///
/// - Source: Wang, Ma, Chen, Luo, Yi and Bailey, ICCV 2019; a = 0.1 and b = 1 as for CIFAR-10
///   (6 and 0.1 for CIFAR-100), `A = ln 1e-4` as in the released code.
struct SCE: ProbabilityLoss {
  static let id = "sce"
  static let summary = "a(−ln p_y) + b|A|(1 − p_y), cross entropy and its reverse"
  static let citation = "Wang, Ma, Chen, Luo, Yi and Bailey, ICCV 2019"
  static let settings = [
    SettingDescription("crossEntropyWeight", default: 0.1, in: 0...100, "a"),
    SettingDescription("reverseWeight", default: 1, in: 0...100, "b"),
    SettingDescription(
      "logZero", default: -9.210340371976182, in: -100...(-0.01), "A, what ln 0 stands for"),
  ]

  private let crossEntropyWeight: Double
  private let expectationWeight: Double

  init(_ settings: Component) {
    crossEntropyWeight = settings["crossEntropyWeight"]
    expectationWeight = settings["reverseWeight"] * -settings["logZero"]
  }

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    (
      crossEntropyWeight * -trueClass.logProbability + expectationWeight * trueClass.complement,
      crossEntropyWeight + expectationWeight * trueClass.probability
    )
  }
}
