import Core
import Foundation

/// A linear warm-up to `peak`, then half a cosine down to `floor`.
///
/// Of the W warm-up steps, step s has the rate `peak · (s + 1) / W`, so the first step already moves.
/// After them, a fraction t of the remaining steps has `floor + (peak − floor)(1 + cos πt) / 2`.
///
/// - Source: Loshchilov and Hutter, *SGDR*, ICLR 2017, equation 5, without restarts.
struct CosineRate: LearningRateSchedule {
  static let id = "cosine"
  static let summary = "a linear warm-up to peak, then half a cosine down to floor"
  static let citation = "Loshchilov and Hutter, ICLR 2017"
  static let settings = [
    LearningRateCatalogue.peakSetting,
    SettingDescription("floor", default: 0, in: 0...100, "the rate that the cosine falls to"),
    SettingDescription(
      "warmupFraction", default: 0, in: 0...1, "the share of training spent rising to peak"),
  ]

  private let peak: Double
  private let floor: Double
  private let warmupFraction: Double

  init(_ settings: Component) {
    peak = settings["peak"]
    floor = settings["floor"]
    warmupFraction = settings["warmupFraction"]
  }

  static func conflict(in settings: Component) -> String? {
    let (floor, peak) = (settings["floor"], settings["peak"])
    return floor <= peak ? nil : "floor is \(floor) and peak is \(peak); expected floor <= peak"
  }

  func rate(at step: Int, of totalSteps: Int) -> Double {
    let warmupSteps = Int((warmupFraction * Double(totalSteps)).rounded())
    if step < warmupSteps { return peak * Double(step + 1) / Double(warmupSteps) }
    let progress = Double(step - warmupSteps) / Double(max(1, totalSteps - warmupSteps))
    return floor + (peak - floor) * (1 + cos(.pi * progress)) / 2
  }
}
