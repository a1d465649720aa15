import DataStore
import Engine
import Statistics

/// Runs a network in evaluation mode: running statistics, no dropout, examples in their own order.
enum Evaluator {
  /// Examples of one pass; large enough for the kernels, small enough for the caches.
  static let batchSize = 256

  /// Calls a closure with the logits and labels of a part of a dataset, batch by batch.
  ///
  /// - Parameters:
  ///   - examples: the part.
  ///   - network: as training left it.
  ///   - shouldStop: asked before each batch.
  ///   - body: given `[count, classes]` logits and `[count]` labels.
  /// - Throws: ``TrainingError/interrupted(step:totalSteps:)``, or an error of the engine.
  static func forEachBatch(
    of examples: any ExampleSource, by network: CompiledNetwork, shouldStop: () -> Bool,
    _ body: (_ logits: Span<Float>, _ labels: Span<Int32>) -> Void
  ) throws {
    let labels = examples.labels
    let indices = (0..<labels.count).map { Int32($0) }
    for first in stride(from: 0, to: labels.count, by: batchSize) {
      if shouldStop() {
        throw TrainingError.interrupted(step: network.updateCount, totalSteps: network.updateCount)
      }
      let rows = first..<min(first + batchSize, labels.count)
      let lengths = examples.lengths.map { Array($0[rows]) }
      try network.forward(count: rows.count, mode: .evaluation, lengths: lengths) { input in
        examples.gather(indices.span.extracting(rows), into: &input)
      }
      network.withLogits { body($0, labels.span.extracting(rows)) }
    }
  }
}
