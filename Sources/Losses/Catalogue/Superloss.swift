import Core
import Engine
import Foundation

/// SuperLoss over cross entropy l: `(l − τ) σ + λ (ln σ)²` with the σ that makes it smallest.
///
/// That is `σ = exp(−W(max(−2/e, β) / 2))`, `β = (l − τ) / λ`, W the principal branch of Lambert's
/// function; beyond the bound σ stays at e. σ is the weight. Published code holds it constant in
/// the derivative; since σ is optimal that derivative is the exact one. Values may be negative.
///
/// - Source: Castells, Weinzaepfel and Revaud, NeurIPS 2020, eq. 3; τ = ln K and λ = 1 as in the
///   common implementation for CIFAR-10 (0.25 for CIFAR-100).
struct Superloss: ProbabilityLoss {
  static let id = "superloss"
  static let summary = "cross entropy with a confidence per example, large for easy ones"
  static let citation = "Castells, Weinzaepfel and Revaud, NeurIPS 2020"
  static let settings = [
    SettingDescription("lambda", default: 1, in: 0.001...1000, "λ, the cost of leaving σ = 1"),
    SettingDescription("tauFactor", default: 1, in: 0...10, "τ as a multiple of ln K"),
  ]
  static let laws = LossLaws.all.subtracting(.nonNegative)

  private let lambda: Double
  private let tauFactor: Double

  init(_ settings: Component) {
    lambda = settings["lambda"]
    tauFactor = settings["tauFactor"]
  }

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    let excess = -trueClass.logProbability - tauFactor * log(Double(example.classes))
    let w = LambertW.principal(max(-2 * exp(-1), excess / lambda) / 2)
    let confidence = exp(-w)
    return (excess * confidence + lambda * w * w, confidence)
  }
}
