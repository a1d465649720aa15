import Core
import DataStore
import Foundation

/// Noisy waves of six kinds in two channels, of which the kind can be inferred exactly.
///
/// A series is drawn so: a class by its prior; whether its wave is faint; a phase; a length that
/// says nothing; then every value independently, a binomial whose probability follows the class's
/// wave; then missing values, equally often everywhere. The label is the class, or with the noise
/// rate any class. The posterior is a sum over strengths and phases.
enum WaveModel {
  /// One series with its label.
  struct Series {
    /// `[channels][length]`, from 0 to 15; a missing value is nil.
    var levels: [[Int?]]
    var label: Int
  }

  static let classes = ["slow", "lagged", "mixed", "quick", "skewed", "lone"]
  static let priors = HundredthsChoice([30, 24, 18, 14, 9, 5])
  static let noiseHundredths = 5
  static let channelCount = 2
  static let lengths = 20...32
  static let missingHundredths = 3
  static let faintHundredths = 40

  /// How far a wave moves the probability from a half, in sixteenths: faint, strong.
  private static let amplitudes = [1, 3]
  /// The steps after which all waves repeat.
  private static let period = 12
  /// One period of each channel by class.
  private static let waves = [
    ["++++++------", "++++++------"], ["++++++------", "+++------+++"],
    ["+++---+++---", "++++++------"], ["+++---+++---", "+++---+++---"],
    ["++++------++", "++--++--++--"], ["++0--0++0--0", "000000000000"],
  ].map { channels in
    channels.map { wave in wave.map { $0 == "+" ? 1 : $0 == "-" ? -1 : 0 } }
  }
  /// The distribution of a value by amplitude and direction (down, level, up).
  private static let values = amplitudes.map { amplitude in
    [-amplitude, 0, amplitude].map { ExactBinomial(sixteenths: 8 + $0) }
  }
  private static let logValues = values.map { $0.map(\.logProbabilities) }

  /// Draws one series.
  ///
  /// As many numbers are drawn for a short series as for a long one, so that many can be drawn side
  /// by side.
  static func draw(_ stream: inout RandomStream) -> Series {
    let actual = priors.draw(&stream)
    let strength = stream.index(below: 100) < faintHundredths ? 0 : 1
    let phase = stream.index(below: period)
    let length = lengths.lowerBound + stream.index(below: lengths.count)
    var levels = [[Int?]](repeating: [], count: channelCount)
    for time in 0..<lengths.upperBound {
      for channel in 0..<channelCount {
        let wave = waves[actual][channel][(time + phase) % period]
        let level = values[strength][wave + 1].draw(&stream)
        let isMissing = stream.index(below: 100) < missingHundredths
        if time < length { levels[channel].append(isMissing ? nil : level) }
      }
    }
    let isNoisy = stream.index(below: 100) < noiseHundredths
    let other = stream.index(below: classes.count)
    return Series(levels: levels, label: isNoisy ? other : actual)
  }

  /// The probability of each class before label noise, given the values.
  static func posterior(_ series: Series) -> [Double] {
    let terms = classes.indices.map { actual in
      amplitudes.indices.flatMap { strength in
        (0..<period).map { phase in
          logTerm(series, actual, strength: strength, phase: phase)
        }
      }
    }
    let highest = terms.joined().max() ?? 0
    let sums = terms.map { $0.reduce(0) { $0 + exp($1 - highest) } }
    let total = sums.reduce(0, +)
    return sums.map { $0 / total }
  }

  private static func logTerm(
    _ series: Series, _ actual: Int, strength: Int, phase: Int
  ) -> Double {
    let share = strength == 0 ? faintHundredths : 100 - faintHundredths
    var sum = log(Double(priors.hundredths[actual] * share))
    for (channel, levels) in series.levels.enumerated() {
      for (time, level) in levels.enumerated() {
        guard let level else { continue }
        sum += logValues[strength][waves[actual][channel][(time + phase) % period] + 1][level]
      }
    }
    return sum
  }
}
