public import Core
import Engine
import Losses
import Models

/// A training step on a fixed batch of random examples, for measuring.
public final class RandomStep {
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

  /// Creates the step of a model at its reference shape.
  ///
  /// - Throws: `ComponentError` for an unknown model or setting, `EngineError` from the library.
  public convenience init(of component: Component, threads: Int = 1) throws {
    let reference = try ModelCatalogue.referenceShape(component)
    let network = try CompiledNetwork(
      ModelCatalogue.make(component).network(
        input: reference.input, classCount: reference.classCount),
      batchSize: reference.batchSize, evaluationBatchSize: 1,
      optimizer: OptimizerCatalogue.make(reference.optimizer), threads: threads)
    try self.init(network, reference, reference.batchSize)
  }

  /// Runs the step: forward, mixed loss at α = 0.5, backward, update.
  public func run() throws {
    try forward()
    evaluateLoss()
    try network.backward()
    network.update(learningRate: 1e-3)
  }

  /// Times each kernel of the step, the loss and the update.
  func explanation(threads: Int) throws -> StepExplanation {
    try run()
    let kernels = try network.stepTimes(repeats: 15)
    let loss = median(of: 15) { evaluateLoss() }
    let update = median(of: 15) { network.update(learningRate: 0) }
    return StepExplanation(
      steps: kernels + [
        StepTime(name: "loss", implementation: "lossbench", milliseconds: loss, operations: 0),
        StepTime(name: "update", implementation: "lossbench", milliseconds: update, operations: 0),
      ], peakOperationsPerSecond: try MachinePeak.measure(threads: threads))
  }

  private func median(of count: Int, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let times = (0..<count).map { _ in clock.measure(body) / .milliseconds(1) }
    return times.sorted()[count / 2]
  }

  private func forward() throws {
    try network.forward(count: labels.count, mode: .training(dropoutKey: 1)) { span in
      for i in inputs.indices { span[i] = inputs[i] }
    }
  }

  private func evaluateLoss() {
    let labels = labels  // A span must come from a local value.
    let batch = labels.count
    _ = network.withLogitsAndGradient { logits, gradient in
      loss.evaluate(
        logits: logits, labels: labels.span, classes: classes, alpha: 0.5,
        gradientScale: 1 / Float(batch), gradient: &gradient, cases: &cases)
    }
  }
}
