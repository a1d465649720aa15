import Core

/// α is 0 before `start` and `alphaMax` from then on.
struct StepMixing: MixingSchedule {
  static let id = "step"
  static let summary = "0, then alphaMax from start on"
  static let citation = ""
  static let settings = [Ramp.startSetting, Ramp.alphaMaxSetting]

  private let start: Double
  private let alphaMax: Double

  init(_ settings: Component) {
    start = settings["start"]
    alphaMax = settings["alphaMax"]
  }

  func alpha(at progress: Double) -> Double { progress < start ? 0 : alphaMax }
}
