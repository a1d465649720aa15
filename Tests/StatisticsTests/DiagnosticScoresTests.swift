import Core
import Foundation
import Testing

@testable import Statistics

@Suite("Diagnostic scores")
struct DiagnosticScoresTests {
  @Test("equal-mass error, worst class and ROC area agree with scikit-learn")
  func scores() throws {
    for golden in try DiagnosticGoldens.load().cases {
      let found = accumulate(golden).scores()
      let name: Comment = "\(golden.name)"
      expectClose(found, golden.before, name)
      #expect(agree(found.worstClassAccuracy, golden.worstClassAccuracy), name)
      #expect(agree(found.areaUnderROC, golden.areaUnderROC), name)
    }
  }

  @Test("scores after temperature scaling agree with SciPy")
  func afterScaling() throws {
    for golden in try DiagnosticGoldens.load().cases {
      let found = accumulate(golden, temperature: golden.temperature)
      expectClose(found.scores(), golden.after, "\(golden.name)")
      #expect(found.predictions == accumulate(golden).predictions)
    }
  }

  @Test("histograms of p_y and margin agree with NumPy, bin by bin")
  func histograms() throws {
    for golden in try DiagnosticGoldens.load().cases {
      let histogram = accumulate(golden).histogram
      #expect(histogram.probabilityCounts == golden.histogram.probability, "\(golden.name)")
      #expect(histogram.marginCounts == golden.histogram.margin, "\(golden.name)")
      #expect(histogram.count == golden.labels.count)
    }
  }

  @Test("a value at an edge belongs to the upper bin, what is no number to the lowest")
  func edges() {
    let half = Float(log(0.5))
    for (value, probability, margin) in [
      (half, 10, 11), (half.nextDown, 9, 10), (0, 19, 21), (-Float.infinity, 0, 0),
      (-Float.greatestFiniteMagnitude, 0, 0), (.nan, 0, 0), (-Float.leastNonzeroMagnitude, 19, 21),
      (Float(-log1p(exp(10.0))), 0, 1), (Float(-log1p(exp(10.0))).nextDown, 0, 0),
    ] {
      var histogram = CaseHistogram()
      histogram.add([value], count: 1)
      #expect(histogram.probabilityCounts.firstIndex(of: 1) == probability, "\(value)")
      #expect(histogram.marginCounts.firstIndex(of: 1) == margin, "\(value)")
      histogram.reset()
      #expect(histogram == CaseHistogram())
    }
  }

  @Test("temperature 1 changes no bit of any score")
  func temperatureOne() throws {
    for golden in try DiagnosticGoldens.load().cases {
      let (plain, scaled) = (accumulate(golden), accumulate(golden, temperature: 1))
      #expect(plain.scores() == scaled.scores() && plain.histogram == scaled.histogram)
    }
  }

  @Test("the order of the examples changes neither the ROC area nor the equal-mass bins")
  func order() throws {
    for golden in try DiagnosticGoldens.load().cases {
      var order = Array(golden.labels.indices)
      var random = RandomStream(seed: 4)
      random.shuffle(&order)
      var turned = ScoreAccumulator()
      for example in order {
        let row = example * golden.classes..<(example + 1) * golden.classes
        turned.add(
          logits: golden.logits.span.extracting(row),
          labels: golden.labels.span.extracting(example..<example + 1), classes: golden.classes)
      }
      let (found, expected) = (turned.scores(), accumulate(golden).scores())
      #expect(found.areaUnderROC == expected.areaUnderROC)
      #expect(found.worstClassAccuracy == expected.worstClassAccuracy)
      // Sums in another order.
      #expect(agree(found.equalMassCalibrationError, expected.equalMassCalibrationError))
    }
  }

  @Test("logits that are not finite leave no equal-mass error and no ROC area")
  func nonFinite() {
    var accumulator = ScoreAccumulator()
    let (logits, labels): ([Float], [Int32]) = ([1, 0, .nan, 0], [0, 1])
    accumulator.add(logits: logits.span, labels: labels.span, classes: 2)
    let scores = accumulator.scores()
    #expect(scores.equalMassCalibrationError.isNaN && scores.areaUnderROC == nil)
    #expect(!scores.isFinite)
  }

  private func accumulate(
    _ golden: DiagnosticGoldens.Case, temperature: Double = 1
  ) -> ScoreAccumulator {
    var accumulator = ScoreAccumulator(capacity: golden.labels.count, temperature: temperature)
    accumulator.add(
      logits: golden.logits.span, labels: golden.labels.span, classes: golden.classes)
    return accumulator
  }

  private func expectClose(
    _ found: ClassificationScores, _ expected: DiagnosticGoldens.Scores, _ name: Comment
  ) {
    #expect(
      agree(found.negativeLogLikelihood, expected.negativeLogLikelihood, relative: 1e-11), name)
    #expect(agree(found.brier, expected.brier, relative: 1e-11), name)
    // Differences of sums of confidences.
    #expect(
      agree(found.expectedCalibrationError, expected.expectedCalibrationError, absolute: 1e-13),
      name)
    #expect(
      agree(found.equalMassCalibrationError, expected.equalMassCalibrationError, absolute: 1e-13),
      name)
  }
}
