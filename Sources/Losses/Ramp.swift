import Core
import Foundation

/// The stretch of training over which a mixing schedule rises from 0 to its largest α.
///
/// Shared by the schedules that ramp; each adds only the shape of its rise.
struct Ramp: Sendable {
  /// The fraction of training at which the rise begins.
  var start: Double
  /// The fraction of training at which α reaches `alphaMax`.
  var end: Double
  /// The largest α.
  var alphaMax: Double
  /// The power that the shape of the rise is raised to.
  var exponent: Double

  /// Creates a stretch.
  init(start: Double, end: Double, alphaMax: Double, exponent: Double) {
    self.start = start
    self.end = end
    self.alphaMax = alphaMax
    self.exponent = exponent
  }

  /// Reads `start`, `end`, `alphaMax` and `exponent`.
  init(_ settings: Component) {
    start = settings["start"]
    end = settings["end"]
    alphaMax = settings["alphaMax"]
    exponent = settings["exponent"]
  }

  /// Returns α for a shape that maps the fraction of the rise that is over, `0..<1`, to `0...1`.
  func alpha(at progress: Double, shape: (Double) -> Double) -> Double {
    if progress < start { return 0 }
    if progress >= end { return alphaMax }
    let rise = shape((progress - start) / (end - start))
    return alphaMax * (exponent == 1 ? rise : pow(rise, exponent))
  }

  /// The settings of a ramp, with the defaults of the benchmark's central protocol.
  static let settings = [startSetting, endSetting, alphaMaxSetting, exponentSetting]

  static let startSetting = SettingDescription(
    "start", default: 0.5, in: 0...1, "where α begins to rise, as a fraction of training")
  static let endSetting = SettingDescription(
    "end", default: 1, in: 0...1, "where α reaches alphaMax, as a fraction of training")
  /// The default leaves a tenth of the weight on the hardest examples.
  static let alphaMaxSetting = SettingDescription(
    "alphaMax", default: 0.9, in: 0...1, "the largest α, the share of the expectation loss")

  static let exponentSetting = SettingDescription(
    "exponent", default: 1, in: 0.1...10, "above 1 the rise comes later, below 1 earlier")

  /// Says that a rise must begin before it ends.
  static func conflict(in settings: Component) -> String? {
    let (start, end) = (settings["start"], settings["end"])
    return start < end ? nil : "start is \(start) and end is \(end); expected start < end"
  }
}
