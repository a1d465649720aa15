import Core
import DataStore
import Engine
import Records
import Statistics

/// What a trained network scores on each part of its dataset, in evaluation mode.
///
/// The temperature is fitted to the validation part alone; without one there are no scaled scores.
struct PartScores {
  private let train: ScoreAccumulator
  private let validation: HeldOutScores?
  /// Nil for a trial that only helps to choose settings: it never reads the test part.
  private let test: ScoreAccumulator?
  /// The test part at the fitted temperature.
  private let scaled: ClassificationScores?

  /// Whether every score is a number.
  let isFinite: Bool

  /// Scores the parts that a trial may look at.
  init(
    _ spec: TrialSpec, on dataset: PreparedDataset, by network: CompiledNetwork,
    shouldStop: () -> Bool
  ) throws {
    let classes = network.network.classCount
    var train = ScoreAccumulator(capacity: dataset.train.count)
    try Evaluator.forEachBatch(of: dataset.train, by: network, shouldStop: shouldStop) {
      train.add(logits: $0, labels: $1, classes: classes)
    }
    self.train = train
    validation = try dataset.validation.flatMap {
      try HeldOutScores.measured(network, on: $0, shouldStop: shouldStop)
    }
    let isFinite = train.scores().isFinite && validation?.scores.isFinite ?? true
    guard spec.isTuning != true else {
      (test, scaled, self.isFinite) = (nil, nil, isFinite)
      return
    }
    var test = ScoreAccumulator(capacity: dataset.test.count)
    var scaled = validation.map {
      ScoreAccumulator(capacity: dataset.test.count, temperature: $0.scaling.temperature)
    }
    try Evaluator.forEachBatch(of: dataset.test, by: network, shouldStop: shouldStop) {
      test.add(logits: $0, labels: $1, classes: classes)
      scaled?.add(logits: $0, labels: $1, classes: classes)
    }
    self.test = test
    self.scaled = scaled?.scores()
    self.isFinite = isFinite && test.scores().isFinite
  }

  /// Writes the scores into a result.
  func write(to result: inout TrainingResult) {
    result.train = TrialRecord.Scores(train)
    result.validation = validation.map { TrialRecord.Scores($0.accumulator) }
    result.test = test.map { TrialRecord.Scores($0) }
    if let scaled, let validation {
      result.test?.scaled = TrialRecord.ScaledScores(scaled, validation.scaling)
    }
    result.testPredictions = test?.predictions ?? []
  }
}

extension NoiseFacts {
  /// Counts and digests the labels that are trained on.
  init(of dataset: PreparedDataset) {
    var digest = DigestStream()
    digest.update(dataset.train.labels)
    self.init(
      exampleCount: dataset.train.count,
      changedCount: dataset.mislabelled?.count { $0 } ?? 0,
      labelDigest: digest.hexadecimal())
  }
}
