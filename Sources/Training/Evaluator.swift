import DataStore
import Engine
import Statistics

/// Scores a network in evaluation mode: running statistics, no dropout, examples in their own order.
enum Evaluator {
  /// Examples of one pass; large enough for the kernels, small enough for the caches.
  static let batchSize = 256

  /// Returns the scores and the predicted classes of a part of a dataset.
  ///
  /// - Parameters:
  ///   - examples: the part.
  ///   - network: as training left it.
  ///   - shouldStop: asked before each batch.
  /// - Returns: the scores, and a class for each example in its order.
  /// - Throws: ``TrainingError/interrupted(step:totalSteps:)``, or an error of the engine.
  static func scores(
    of examples: any ExampleSource, by network: CompiledNetwork, shouldStop: () -> Bool
  ) throws -> (scores: ClassificationScores, predictions: [UInt16]) {
    let labels = examples.labels
    let indices = (0..<labels.count).map { Int32($0) }
    var accumulator = ScoreAccumulator(capacity: labels.count)
    for first in stride(from: 0, to: labels.count, by: batchSize) {
      if shouldStop() {
        throw TrainingError.interrupted(step: network.updateCount, totalSteps: network.updateCount)
      }
      let rows = first..<min(first + batchSize, labels.count)
      let lengths = examples.lengths.map { Array($0[rows]) }
      try network.forward(count: rows.count, mode: .evaluation, lengths: lengths) { input in
        examples.gather(indices.span.extracting(rows), into: &input)
      }
      network.withLogits { logits in
        accumulator.add(
          logits: logits, labels: labels.span.extracting(rows),
          classes: network.network.classCount)
      }
    }
    return (accumulator.scores(), accumulator.predictions)
  }
}
