import Core
import Engine
import Foundation

/// Generalised cross entropy, `(1 − p_y^q) / q`: cross entropy for `q → 0`, expectation at `q = 1`.
///
/// The weight is `p_y^q`, computed as `exp(q ln p_y)` so that an underflowed p_y does no harm.
///
/// - Source: Zhang and Sabuncu, NeurIPS 2018, eq. 6; q = 0.7 as there, without truncation.
struct GCE: ProbabilityLoss {
  static let id = "gce"
  static let summary = "(1 − p_y^q) / q, between cross entropy (q = 0) and expectation (q = 1)"
  static let citation = "Zhang and Sabuncu, NeurIPS 2018"
  static let settings = [
    SettingDescription("q", default: 0.7, in: 0...1, "the exponent; 0 is cross entropy")
  ]

  private let q: Double

  init(_ settings: Component) { q = settings["q"] }

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    if q == 0 { return (-trueClass.logProbability, 1) }
    let exponent = q * trueClass.logProbability
    return (-expm1(exponent) / q, exp(exponent))
  }
}
