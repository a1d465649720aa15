import Core

/// α is 0 until `start`, rises linearly to `alphaMax` at `end` and stays there; with an `exponent`, as
/// that power of a straight line.
struct LinearMixing: MixingSchedule {
  static let id = "linear"
  static let summary = "0, then a straight line from start to alphaMax at end"
  static let citation = ""
  static let settings = Ramp.settings

  private let ramp: Ramp

  init(_ settings: Component) { ramp = Ramp(settings) }

  static func conflict(in settings: Component) -> String? { Ramp.conflict(in: settings) }

  func alpha(at progress: Double) -> Double {
    ramp.alpha(at: progress) { $0 }
  }
}
