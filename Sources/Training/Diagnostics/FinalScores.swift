import DataStore
import Engine
import Records
import Statistics

/// The scores of a trained network on every part of its dataset, in evaluation mode.
///
/// The temperature is fitted to the validation part alone; without one there are no scaled scores.
struct FinalScores {
  /// Scores of the training part.
  let train: TrialRecord.Scores
  /// Scores of the validation part, where something was held out.
  let validation: TrialRecord.Scores?
  /// Scores of the test part; nil for a trial that only helps to choose settings.
  private(set) var test: TrialRecord.Scores?
  /// The predicted class of each test example; empty without ``test``.
  private(set) var testPredictions: [UInt16]

  /// Scores a network as it is now; nil when its logits are not finite.
  ///
  /// - Parameters:
  ///   - network: not changed.
  ///   - dataset: its test part is read here and nowhere else.
  ///   - readsTest: whether it is; a trial that only helps to choose settings never reads it.
  ///   - shouldStop: asked before each batch.
  /// - Returns: the scores of each part.
  /// - Throws: ``TrainingError/interrupted(step:totalSteps:)``, or an error of the engine.
  static func measured(
    _ network: CompiledNetwork, on dataset: PreparedDataset, readsTest: Bool,
    shouldStop: () -> Bool
  ) throws -> FinalScores? {
    var train = ScoreAccumulator(capacity: dataset.train.count)
    try Evaluator.forEachBatch(of: dataset.train, by: network, shouldStop: shouldStop) {
      train.add(logits: $0, labels: $1, classes: network.network.classCount)
    }
    let held = try dataset.validation.flatMap {
      try HeldOutScores.measured(network, on: $0, shouldStop: shouldStop)
    }
    guard train.scores().isFinite, held?.scores.isFinite ?? true else { return nil }
    var scores = FinalScores(
      train: TrialRecord.Scores(train), validation: held.map { TrialRecord.Scores($0.accumulator) },
      test: nil, testPredictions: [])
    guard readsTest else { return scores }
    var test = ScoreAccumulator(capacity: dataset.test.count)
    var scaled = ScoreAccumulator(
      capacity: held == nil ? 0 : dataset.test.count,
      temperature: held?.scaling.temperature ?? 1)
    try Evaluator.forEachBatch(of: dataset.test, by: network, shouldStop: shouldStop) {
      test.add(logits: $0, labels: $1, classes: network.network.classCount)
      if held != nil {
        scaled.add(logits: $0, labels: $1, classes: network.network.classCount)
      }
    }
    guard test.scores().isFinite else { return nil }
    var testScores = TrialRecord.Scores(test)
    testScores.scaled = held.map { TrialRecord.ScaledScores(scaled.scores(), $0.scaling) }
    scores.test = testScores
    scores.testPredictions = test.predictions
    return scores
  }

  /// Writes the scores into a result.
  func write(to result: inout TrainingResult) {
    result.train = train
    result.validation = validation
    result.test = test
    result.testPredictions = testPredictions
  }
}

/// What the validation part says of a network.
private struct HeldOutScores {
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
