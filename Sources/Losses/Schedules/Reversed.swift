import Core

/// The linear schedule run backwards: α starts at `alphaMax` and falls to 0.
///
/// The value at progress t is the linear schedule's at `1 − t`, for the same settings: the same α,
/// for as many steps each, in the opposite order. A control that tells the effect of the order from
/// that of the amount. With the defaults α falls from 0.9 to 0 over the first half.
struct ReversedMixing: MixingSchedule {
  static let id = "reversed"
  static let summary = "the linear schedule run backwards, alphaMax first and 0 last"
  static let citation = ""
  static let settings = Ramp.settings

  private let ramp: Ramp

  init(_ settings: Component) { ramp = Ramp(settings) }

  static func conflict(in settings: Component) -> String? { Ramp.conflict(in: settings) }

  func alpha(at progress: Double) -> Double {
    ramp.alpha(at: 1 - progress) { $0 }
  }
}
