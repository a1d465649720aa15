import Core
import Foundation

/// α is 0 before `start`, then `alphaMax · exp(−5(1 − t)²)`, with t from 0 at `start` to 1 at `end`.
///
/// The ramp begins with a small jump, to `exp(−5) ≈ 0.0067` of `alphaMax`.
///
/// - Source: Laine and Aila, *Temporal Ensembling*, ICLR 2017, section 3.1.
struct SigmoidMixing: MixingSchedule {
  static let id = "sigmoid"
  static let summary = "0, then alphaMax · exp(−5(1 − t)²) with t from start to end"
  static let citation = "Laine and Aila, ICLR 2017"
  static let settings = Ramp.settings

  private let ramp: Ramp

  init(_ settings: Component) { ramp = Ramp(settings) }

  static func conflict(in settings: Component) -> String? { Ramp.conflict(in: settings) }

  func alpha(at progress: Double) -> Double {
    ramp.alpha(at: progress) { exp(-5 * (1 - $0) * (1 - $0)) }
  }
}
