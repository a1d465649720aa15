import Core
import Foundation

/// The learning rate is multiplied by `factor` after every `periodFraction` of training.
///
/// The period is rounded to whole steps, at least 1; step s has `peak · factor^(s / period)`, the
/// quotient rounded down.
///
/// - Source: He et al., *Deep Residual Learning*, CVPR 2016, section 4, for the defaults.
struct StepRate: LearningRateSchedule {
  static let id = "step"
  static let summary = "peak, multiplied by factor after every periodFraction of training"
  static let citation = "He et al., CVPR 2016"
  static let settings = [
    LearningRateCatalogue.peakSetting,
    SettingDescription("factor", default: 0.1, in: 0...1, "what each drop multiplies the rate by"),
    SettingDescription(
      "periodFraction", default: 1.0 / 3, in: 0.001...1, "the share of training between drops"),
  ]

  private let peak: Double
  private let factor: Double
  private let periodFraction: Double

  init(_ settings: Component) {
    peak = settings["peak"]
    factor = settings["factor"]
    periodFraction = settings["periodFraction"]
  }

  func rate(at step: Int, of totalSteps: Int) -> Double {
    let period = max(1, Int((periodFraction * Double(totalSteps)).rounded()))
    return peak * pow(factor, Double(step / period))
  }
}
