import Foundation
import TestSupport

/// Reference values that `Tests/Goldens/paired_statistics.py` computed with SciPy, scikit-learn and mpmath.
struct StatisticsGoldens: Decodable {
  struct TQuantile: Decodable { let p, degreesOfFreedom, value: Double }
  struct NormalQuantile: Decodable { let p, value: Double }
  struct NormalCumulative: Decodable { let z, value: Double }

  struct SummaryCase: Decodable {
    let values: [Double]
    let confidence, mean, median, minimum, maximum: Double
    let standardDeviation: Double?
    let interval: [Double]?
  }

  struct WilsonCase: Decodable {
    let successes, count: Int
    let confidence: Double
    let interval: [Double]
  }

  struct PairedCase: Decodable {
    let name: String
    let baseline, candidate: [Double]
    let confidence, mean, standardDeviation, correlation: Double
    let acceleration, probabilityOfImprovement, signFlipP: Double
    let signFlipIsExact: Bool
    let tInterval, bca: [Double]
    let idealBCa: [Double]?
    let wins, ties, losses: Int
  }

  struct HolmCase: Decodable { let p, adjusted: [Double] }

  struct ScoresCase: Decodable {
    let name: String
    let classes: Int
    let labels: [Int32]
    let logits: [Float]
    let accuracy, negativeLogLikelihood, brier, expectedCalibrationError: Double
    let predictions: [UInt16]
  }

  struct ExtremeCase: Decodable {
    let logits: [Float]
    let label: Int32
    let negativeLogLikelihood, brier: Double
  }

  let tQuantiles: [TQuantile]
  let normalQuantiles: [NormalQuantile]
  let normalCumulative: [NormalCumulative]
  let summaries: [SummaryCase]
  let wilson: [WilsonCase]
  let paired: [PairedCase]
  let holm: [HolmCase]
  let scores: [ScoresCase]
  let extremes: [ExtremeCase]

  static func load() throws -> StatisticsGoldens {
    try JSONDecoder().decode(
      StatisticsGoldens.self, from: try Repository.golden("paired_statistics.json"))
  }
}

/// Whether two numbers agree to an absolute or a relative tolerance, whichever is wider.
func agree(
  _ actual: Double?, _ expected: Double?, absolute: Double = 1e-15, relative: Double = 1e-12
) -> Bool {
  guard let actual, let expected else { return actual == nil && expected == nil }
  return abs(actual - expected) <= max(absolute, relative * abs(expected))
}
