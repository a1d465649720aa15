import Core
import Foundation

/// Half a cosine up from `peak / initialDivisor`, then half a cosine down to almost nothing.
///
/// The rise ends `riseFraction · totalSteps − 1` steps in, the fall at the last step, where the rate
/// is `peak / (initialDivisor · finalDivisor)`.
///
/// - Source: Smith and Topin, arXiv 1708.07120, 2017, in the form of PyTorch's `OneCycleLR`.
struct OneCycleRate: LearningRateSchedule {
  static let id = "one-cycle"
  static let summary = "half a cosine up to peak, then half a cosine down to almost nothing"
  static let citation = "Smith and Topin, arXiv 1708.07120, 2017"
  static let settings = [
    LearningRateCatalogue.peakSetting,
    SettingDescription(
      "riseFraction", default: 0.3, in: 0...1, "the share of training spent rising to peak"),
    SettingDescription(
      "initialDivisor", default: 25, in: 1...1e9, "peak over the rate of the first step"),
    SettingDescription(
      "finalDivisor", default: 1e4, in: 1...1e9, "the first step's rate over the last one's"),
  ]

  private let peak: Double
  private let initial: Double
  private let final: Double
  private let riseFraction: Double

  init(_ settings: Component) {
    peak = settings["peak"]
    initial = peak / settings["initialDivisor"]
    final = initial / settings["finalDivisor"]
    riseFraction = settings["riseFraction"]
  }

  func rate(at step: Int, of totalSteps: Int) -> Double {
    let last = Double(totalSteps - 1)
    let summit = min(max(riseFraction * Double(totalSteps) - 1, 0), last)
    let position = Double(step)
    if position < summit { return between(initial, peak, position / summit) }
    return between(peak, final, last > summit ? (position - summit) / (last - summit) : 0)
  }

  /// Half a cosine from one rate at fraction 0 to another at fraction 1.
  private func between(_ first: Double, _ second: Double, _ fraction: Double) -> Double {
    second + (first - second) * (1 + cos(.pi * fraction)) / 2
  }
}
