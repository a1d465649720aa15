import DataStore
import Engine
import Records
import Statistics

/// The best epoch so far on the examples held out, with a copy of its weights.
///
/// A value that is carried along with the network's state: a fork of a trial copies it.
struct EpochSelection: Codable, Hashable, Sendable {
  /// The scores of each epoch, and the epoch that is best so far; epoch 0 before the first.
  private(set) var facts = SelectionFacts(epoch: 0, accuracies: [], negativeLogLikelihoods: [])
  /// The state after the best epoch; empty before the first.
  var best: [CompiledNetwork.StateTensor] = []

  /// Tensors are no text: a checkpoint keeps ``best`` among its own.
  private enum CodingKeys: CodingKey { case facts }

  /// Scores the weights as they are after an epoch, and keeps them if no earlier ones were better.
  ///
  /// The network's state is left as it was, and no random stream is read.
  mutating func epochEnded(
    _ network: CompiledNetwork, validation: any ExampleSource
  ) throws {
    var accumulator = ScoreAccumulator(capacity: validation.count)
    try network.withAveragedWeights {
      try Evaluator.forEachBatch(of: validation, by: network, shouldStop: { false }) {
        accumulator.add(logits: $0, labels: $1, classes: network.network.classCount)
      }
    }
    let scores = accumulator.scores()
    let isBetter = isBetter(scores)
    facts.accuracies.append(scores.accuracy)
    // Records hold finite numbers alone, and this epoch is worse than all whose scores are.
    let likelihood = scores.negativeLogLikelihood
    facts.negativeLogLikelihoods.append(
      likelihood.isFinite ? likelihood : .greatestFiniteMagnitude)
    guard isBetter else { return }
    facts.epoch = facts.accuracies.count
    best = try network.stateTensors()
  }

  /// Calls a closure with the weights of the best epoch in the network, and puts the others back.
  func withBest(in network: CompiledNetwork, _ body: () throws -> Void) throws {
    guard !best.isEmpty else { return try body() }
    let last = try network.stateTensors()
    try network.restore(best, updateCount: network.updateCount)
    let result = Result { try body() }
    try network.restore(last, updateCount: network.updateCount)
    try result.get()
  }

  /// A tie is decided by the likelihood, and then for the earlier epoch; what is not finite never wins.
  private func isBetter(_ scores: ClassificationScores) -> Bool {
    guard scores.isFinite else { return false }
    guard facts.epoch > 0 else { return true }
    let index = facts.epoch - 1
    if scores.accuracy != facts.accuracies[index] {
      return scores.accuracy > facts.accuracies[index]
    }
    return scores.negativeLogLikelihood < facts.negativeLogLikelihoods[index]
  }
}
