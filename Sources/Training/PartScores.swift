import Core
import DataStore
import Engine
import Records
import Statistics

/// What a trained network scores on each part of its dataset.
struct PartScores {
  private let train: ClassificationScores
  private let validation: ClassificationScores?
  /// Nil for a trial that only helps to choose settings: it never reads the test part.
  private let test: (scores: ClassificationScores, predictions: [UInt16])?

  /// Scores the parts that a trial may look at.
  init(
    _ spec: TrialSpec, on dataset: PreparedDataset, by network: CompiledNetwork,
    shouldStop: () -> Bool
  ) throws {
    func scores(_ part: any ExampleSource) throws -> (ClassificationScores, [UInt16]) {
      try Evaluator.scores(of: part, by: network, shouldStop: shouldStop)
    }
    train = try scores(dataset.train).0
    validation = try dataset.validation.flatMap { $0.count > 0 ? try scores($0).0 : nil }
    test = spec.isTuning == true ? nil : try scores(dataset.test)
  }

  /// Whether every score is a number.
  var isFinite: Bool {
    train.isFinite && validation?.isFinite ?? true && test?.scores.isFinite ?? true
  }

  /// Writes the scores into a result.
  func write(to result: inout TrainingResult) {
    result.train = TrialRecord.Scores(train)
    result.validation = validation.map(TrialRecord.Scores.init)
    result.test = test.map { TrialRecord.Scores($0.scores) }
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
