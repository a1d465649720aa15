import Core

/// The learning rate is `peak` at every step.
struct ConstantRate: LearningRateSchedule {
  static let id = "constant"
  static let summary = "peak at every step"
  static let citation = ""
  static let settings = [LearningRateCatalogue.peakSetting]

  private let peak: Double

  init(_ settings: Component) { peak = settings["peak"] }

  func rate(at step: Int, of totalSteps: Int) -> Double { peak }
}
