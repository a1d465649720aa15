import Core

/// α follows the training accuracy of the last epoch: 0 up to `from`, `alphaMax` from `to` on.
///
/// Before the first epoch is finished α is 0. The best accuracy so far counts, so α never falls when
/// an epoch goes badly, and the shift towards the expectation loss is as gradual as learning is.
struct TrainingAccuracyMixing: AdaptiveMixingSchedule {
  static let id = "training-accuracy"
  static let summary = "0, then a straight line in the best training accuracy so far"
  static let citation = ""
  static let settings = [
    SettingDescription("from", default: 0.5, in: 0...1, "the accuracy at which α begins to rise"),
    SettingDescription("to", default: 1, in: 0...1, "the accuracy at which α reaches alphaMax"),
    Ramp.alphaMaxSetting, Ramp.exponentSetting,
  ]

  private let ramp: Ramp

  init(_ settings: Component) {
    ramp = Ramp(
      start: settings["from"], end: settings["to"], alphaMax: settings["alphaMax"],
      exponent: settings["exponent"])
  }

  static func conflict(in settings: Component) -> String? {
    let (from, to) = (settings["from"], settings["to"])
    return from < to ? nil : "from is \(from) and to is \(to); expected from < to"
  }

  func alpha(after epochs: [EpochFacts]) -> Double {
    guard let best = epochs.map(\.accuracy).max() else { return 0 }
    return ramp.alpha(at: best) { $0 }
  }
}
