public import Core
public import Engine
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
  /// What products read.
  public let precision: Precision
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
  /// Floating-point operations of a step, in products alone.
  public let operations: Double
  /// Bytes of the plan's tensors, and of parameters, gradients and optimizer state.
  public let memoryBytes: Int
  /// Where the time goes, when that was asked for.
  public let explanation: StepExplanation?
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
  ///   - steps: how many steps to run instead, warm-up included; at least 3.
  ///   - precision: what products read.
  ///   - explains: whether to time each kernel too, and the machine's fastest product.
  /// - Returns: the times of the steps and what they were measured on.
  /// - Throws: `ComponentError` for an unknown model or setting, `EngineError` from the library.
  public static func measure(
    _ component: Component, batchSize: Int?, threads: Int, seconds: Double, steps: Int? = nil,
    precision: Precision = .float32, explains: Bool = false
  ) throws -> StepBenchmark {
    precondition(steps ?? 3 >= 3, "a median after warm-up needs 3 steps")
    let resolved = try ModelCatalogue.resolve(component)
    let reference = try ModelCatalogue.referenceShape(component)
    let batch = batchSize ?? reference.batchSize
    let network = try CompiledNetwork(
      ModelCatalogue.make(resolved).network(
        input: reference.input, classCount: reference.classCount),
      batchSize: batch, evaluationBatchSize: 1,
      optimizer: OptimizerCatalogue.make(reference.optimizer), threads: threads,
      precision: precision)
    let step = try RandomStep(network, reference, batch)
    var times: [Double] = []
    // A list that grows would count as an allocation of a step.
    times.reserveCapacity(steps ?? 100_000)
    let clock = ContinuousClock()
    let start = clock.now
    func isDone() -> Bool {
      if let steps { return times.count == steps }
      return times.count >= 12 && clock.now - start >= .seconds(1.1 * seconds)
    }
    while !isDone() {
      let duration = try clock.measure { try step.run() }
      times.append(duration / .milliseconds(1))
    }
    let warmUp = max(2, times.count / 11)
    let timed = times.dropFirst(warmUp).sorted()
    return StepBenchmark(
      model: resolved.id, batchSize: batch, threads: threads, precision: precision,
      steps: timed.count,
      medianMilliseconds: median(timed), minimumMilliseconds: timed.first ?? 0,
      maximumMilliseconds: timed.last ?? 0, parameterCount: network.parameterCount,
      operations: network.operationsPerStep,
      memoryBytes: network.planBytes + network.stateBytes,
      explanation: explains ? try step.explanation(threads: threads) : nil,
      oneDNN: EngineFacts.oneDNNVersion, instructionSet: EngineFacts.instructionSet)
  }

  private static func median(_ sorted: [Double]) -> Double {
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
