import Core

/// α is `alphaMax` throughout: the control that tells the effect of the schedule from that of α.
struct ConstantMixing: MixingSchedule {
  static let id = "constant"
  static let summary = "alphaMax throughout, the control without a schedule"
  static let citation = "Leng et al., PolyLoss, ICLR 2022: the same loss, scaled by 1 − α"
  static let settings = [Ramp.alphaMaxSetting]

  private let alphaMax: Double

  init(_ settings: Component) { alphaMax = settings["alphaMax"] }

  func alpha(at progress: Double) -> Double { alphaMax }
}
