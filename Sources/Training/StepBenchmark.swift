public import Core
import Engine
import Losses
import Models

/// The time of one whole training step: forward, mixed loss at α = 0.5, backward, update.
public struct StepBenchmark: Codable, Sendable {
  /// The model's id.
  public let model: String
  /// Examples of a step.
  public let batchSize: Int
  /// Kernel threads.
  public let threads: Int
  /// Timed steps.
  public let steps: Int
  /// The median, in milliseconds.
  public let medianMilliseconds: Double
  /// The fastest step, in milliseconds.
  public let minimumMilliseconds: Double
  /// The slowest step, in milliseconds.
  public let maximumMilliseconds: Double
  /// Trainable numbers.
  public let parameterCount: Int
  /// The version of oneDNN.
  public let oneDNN: String
  /// The instruction set oneDNN uses.
  public let instructionSet: String

  /// Trains a model on random examples of its reference shape and times each step.
  ///
  /// - Parameters:
  ///   - component: the model, with any settings.
  ///   - batchSize: examples of a step; nil for the model's reference batch.
  ///   - threads: kernel threads.
  ///   - seconds: how long to measure, after a tenth of it as warm-up; at least 10 steps run.
  /// - Returns: the times of the steps and what they were measured on.
  /// - Throws: `ComponentError` for an unknown model or setting, `EngineError` from the library.
  public static func measure(
    _ component: Component, batchSize: Int?, threads: Int, seconds: Double
  ) throws -> StepBenchmark {
    let resolved = try ModelCatalogue.resolve(component)
    let reference = try ModelCatalogue.referenceShape(component)
    let batch = batchSize ?? reference.batchSize
    let network = try CompiledNetwork(
      ModelCatalogue.make(resolved).network(
        input: reference.input, classCount: reference.classCount),
      batchSize: batch, evaluationBatchSize: 1,
      optimizer: OptimizerCatalogue.make(reference.optimizer), threads: threads)
    let step = try RandomStep(network, reference, batch)
    var times: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    while times.count < 12 || clock.now - start < .seconds(1.1 * seconds) {
      let duration = try clock.measure { try step.run() }
      times.append(duration / .milliseconds(1))
    }
    let warmUp = max(2, times.count / 11)
    let timed = times.dropFirst(warmUp).sorted()
    return StepBenchmark(
      model: resolved.id, batchSize: batch, threads: threads, steps: timed.count,
      medianMilliseconds: median(timed), minimumMilliseconds: timed.first ?? 0,
      maximumMilliseconds: timed.last ?? 0, parameterCount: network.parameterCount,
      oneDNN: EngineFacts.oneDNNVersion, instructionSet: EngineFacts.instructionSet)
  }

  private static func median(_ sorted: [Double]) -> Double {
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// A training step on a fixed batch of random examples.
private final class RandomStep {
  private let network: CompiledNetwork
  private let inputs: [Float]
  private let labels: [Int32]
  private let classes: Int
  private let loss: any Loss
  private var cases: CaseOutputs

  init(_ network: CompiledNetwork, _ reference: ReferenceShape, _ batch: Int) throws {
    self.network = network
    classes = reference.classCount
    loss = try LossCatalogue.make(Component("mixed"))
    cases = CaseOutputs(capacity: batch)
    var stream = RandomStream(seed: 1)
    inputs = (0..<(batch * reference.input.elementCount)).map { _ in
      guard case .tokens(_, let vocabulary) = reference.input else {
        return Float(stream.normal())
      }
      return Float(1 + stream.index(below: vocabulary - 1))
    }
    labels = (0..<batch).map { _ in Int32(stream.index(below: reference.classCount)) }
    try network.initialize(using: stream.split("weights"))
  }

  func run() throws {
    let labels = labels  // A span must come from a local value.
    let batch = labels.count
    try network.forward(count: batch, mode: .training(dropoutKey: 1)) { span in
      for i in inputs.indices { span[i] = inputs[i] }
    }
    _ = network.withLogitsAndGradient { logits, gradient in
      loss.evaluate(
        logits: logits, labels: labels.span, classes: classes, alpha: 0.5,
        gradientScale: 1 / Float(batch), gradient: &gradient, cases: &cases)
    }
    try network.backward()
    network.update(learningRate: 1e-3)
  }
}
