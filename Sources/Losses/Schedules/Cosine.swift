import Core
import Foundation

/// α is 0 until `start`, rises as half a cosine to `alphaMax` at `end` and stays there.
struct CosineMixing: MixingSchedule {
  static let id = "cosine"
  static let summary = "0, then half a cosine from start to alphaMax at end"
  static let citation = ""
  static let settings = Ramp.settings

  private let ramp: Ramp

  init(_ settings: Component) { ramp = Ramp(settings) }

  static func conflict(in settings: Component) -> String? { Ramp.conflict(in: settings) }

  func alpha(at progress: Double) -> Double {
    ramp.alpha(at: progress) { (1 - cos(.pi * $0)) / 2 }
  }
}
