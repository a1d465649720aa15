import Foundation
import TestSupport

/// Reference values that `Tests/Goldens/diagnostics.py` computed with scikit-learn, SciPy and NumPy.
struct DiagnosticGoldens: Decodable {
  struct Case: Decodable, CustomStringConvertible {
    let name: String
    let classes: Int
    let labels: [Int32]
    let logits: [Float]
    let worstClassAccuracy: Double
    let areaUnderROC: Double?
    let histogram: Histogram
    let temperature: Double
    let isFitted: Bool
    let before, after: Scores

    var description: String { name }
  }

  struct Histogram: Decodable { let probability, margin: [Int] }

  struct Scores: Decodable {
    let negativeLogLikelihood, brier: Double
    let expectedCalibrationError, equalMassCalibrationError: Double
  }

  let cases: [Case]

  static func load() throws -> DiagnosticGoldens {
    try JSONDecoder().decode(
      DiagnosticGoldens.self, from: try Repository.golden("diagnostics.json"))
  }
}
