import DataStore
import Engine
import Records
import Statistics

/// What the validation part says of a network: its scores, and the temperature that fits it best.
struct HeldOutScores {
  let accumulator: ScoreAccumulator
  let scores: ClassificationScores
  let scaling: TemperatureScaling

  static func measured(
    _ network: CompiledNetwork, on examples: any ExampleSource, shouldStop: () -> Bool
  ) throws -> HeldOutScores? {
    let (labels, classes) = (examples.labels, network.network.classCount)
    guard !labels.isEmpty else { return nil }
    var accumulator = ScoreAccumulator(capacity: labels.count)
    var kept: [Float] = []
    kept.reserveCapacity(labels.count * classes)
    try Evaluator.forEachBatch(of: examples, by: network, shouldStop: shouldStop) {
      logits, labels in
      accumulator.add(logits: logits, labels: labels, classes: classes)
      for index in logits.indices { kept.append(logits[index]) }
    }
    return HeldOutScores(
      accumulator: accumulator, scores: accumulator.scores(),
      scaling: TemperatureScaling(logits: kept.span, labels: labels.span, classes: classes))
  }
}

extension TrialRecord.Scores {
  /// The scores as records keep them.
  init(_ accumulator: ScoreAccumulator) {
    let scores = accumulator.scores()
    self.init(
      count: scores.count, accuracy: scores.accuracy,
      negativeLogLikelihood: scores.negativeLogLikelihood, brier: scores.brier,
      expectedCalibrationError: scores.expectedCalibrationError,
      equalMassCalibrationError: scores.equalMassCalibrationError,
      worstClassAccuracy: scores.worstClassAccuracy, areaUnderROC: scores.areaUnderROC,
      cases: TrialRecord.CaseCounts(accumulator.histogram))
  }
}

extension TrialRecord.ScaledScores {
  init(_ scores: ClassificationScores, _ scaling: TemperatureScaling) {
    self.init(
      temperature: scaling.temperature, isFitted: scaling.isFitted,
      negativeLogLikelihood: scores.negativeLogLikelihood, brier: scores.brier,
      expectedCalibrationError: scores.expectedCalibrationError,
      equalMassCalibrationError: scores.equalMassCalibrationError)
  }
}
