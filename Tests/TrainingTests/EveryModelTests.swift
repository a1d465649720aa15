import Core
import Engine
import Foundation
import Losses
import Models
import TestSupport
import Testing
import Training

/// What must hold of every model of the registry, so that a new one is tested before it has tests.
@Suite("Every model")
struct EveryModelTests {
  static let models = ModelCatalogue.all.entries.map { $0.id }

  @Test("overfits eight examples", arguments: models)
  func overfits(id: String) throws {
    let probe = try ModelProbe(id, batch: 8)
    var loss = Double.infinity
    for _ in 0..<400 where loss > 0.02 { loss = try probe.step() }
    #expect(loss <= 0.02, "the mean loss stays at \(loss)")
    #expect(probe.predictions == probe.labels)
  }

  @Test("gives the same bits twice", arguments: models)
  func reproducible(id: String) throws {
    let (first, second) = (try ModelProbe(id, batch: 4), try ModelProbe(id, batch: 4))
    for _ in 0..<3 { #expect(try first.step() == second.step()) }
    #expect(try first.state() == second.state())
  }

  @Test("survives one example in a batch, and a class without one", arguments: models)
  func smallBatches(id: String) throws {
    let probe = try ModelProbe(id, batch: 1)
    for _ in 0..<3 { #expect(try probe.step().isFinite) }
    let absent = try ModelProbe(id, batch: 4, labels: [0, 0, 2, 0])
    for _ in 0..<3 { #expect(try absent.step().isFinite) }
  }

  @Test("says for each product which layer it belongs to", arguments: models)
  func operations(id: String) throws {
    let (model, reference) = (Component(id), try ModelCatalogue.referenceShape(Component(id)))
    let network = try ModelCatalogue.make(model).network(
      input: reference.input, classCount: reference.classCount)
    let compiled = try CompiledNetwork(
      network, batchSize: 1, evaluationBatchSize: 1,
      optimizer: OptimizerCatalogue.make(reference.optimizer))
    func names(_ rows: [Network.Row]) -> [String] { rows.flatMap { [$0.name] + names($0.parts) } }
    let layers = names(try network.rows())
    #expect(Set(layers).count == layers.count, "\(id): two layers of one name")
    let products = compiled.operationsByLayer
    #expect(!products.isEmpty)
    for name in products.keys {
      #expect(layers.contains { $0 == name || name.hasPrefix($0 + ".") }, "\(id): \(name)")
    }
    let sum = products.values.reduce(0, +)
    #expect(abs(sum - compiled.evaluationOperations) <= 1e-9 * sum)
  }

  @Test("goes on from a checkpoint, and from a fork, bit for bit", arguments: models)
  func checkpoints(id: String) throws {
    try withTemporaryFolder { folder in
      try compare(id, through: folder.appending(path: "state.safetensors"))
    }
  }

  private func compare(_ id: String, through file: URL) throws {
    let (whole, resumed, forked) = (
      try ModelProbe(id, batch: 4), try ModelProbe(id, batch: 4, seed: 2),
      try ModelProbe(id, batch: 4, seed: 3)
    )
    for _ in 0..<3 { _ = try whole.step() }
    try Checkpoint(of: whole.network, model: whole.model, optimizer: ModelProbe.optimizer)
      .write(to: file)
    try Checkpoint(of: file).restore(
      into: resumed.network, model: resumed.model, optimizer: ModelProbe.optimizer, path: file.path)
    forked.network.copyState(of: whole.network)
    for _ in 0..<3 {
      let loss = try whole.step()
      #expect(try resumed.step() == loss)
      #expect(try forked.step() == loss)
    }
    #expect(try resumed.state() == whole.state())
    #expect(try forked.state() == whole.state())
  }

  @Test("refuses the checkpoint of another model and leaves itself as it was", arguments: models)
  func otherCheckpoints(id: String) throws {
    let probe = try ModelProbe(id, batch: 4)
    let before = try probe.state()
    let other = Component("mlp", ["width": 7])
    let checkpoint = try Checkpoint(
      of: ModelProbe("mlp", batch: 4).network, model: ModelCatalogue.resolve(other),
      optimizer: ModelProbe.optimizer)
    #expect(throws: CheckpointError.self) {
      try checkpoint.restore(
        into: probe.network, model: probe.model, optimizer: ModelProbe.optimizer, path: "x")
    }
    #expect(try probe.state() == before)
  }
}

/// A model with default settings on a few small random examples.
final class ModelProbe {
  static let optimizer = Component(
    "adamw",
    [
      "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0, "clipNorm": 0,
      "averageDecay": 0.9,
    ])
  let network: CompiledNetwork
  let model: Component
  let labels: [Int32]
  private let inputs: [Float]
  private let lengths: [Int32]?
  private let loss: any Loss
  private var cases: CaseOutputs
  private(set) var predictions: [Int32] = []

  init(
    _ id: String, batch: Int, labels: [Int32]? = nil, seed: UInt64 = 1,
    precision: Precision = .float32
  ) throws {
    model = try ModelCatalogue.resolve(Component(id))
    let shape = Self.small(try ModelCatalogue.referenceShape(model).input)
    network = try CompiledNetwork(
      ModelCatalogue.make(model).network(input: shape, classCount: 3), batchSize: batch,
      evaluationBatchSize: batch, optimizer: OptimizerCatalogue.make(Self.optimizer),
      precision: precision)
    try network.initialize(using: RandomStream(seed: seed))
    self.labels = labels ?? (0..<batch).map { Int32($0 % 3) }
    loss = try LossCatalogue.make(Component("mixed"))
    cases = CaseOutputs(capacity: batch)
    var stream = RandomStream(seed: 4)
    let longest = shape.dimensions[shape.dimensions.count - 1]
    if case .series = shape {
      lengths = (0..<batch).map { Int32(longest - ($0 % 3) * 4) }
    } else {
      lengths = nil
    }
    inputs = (0..<batch).flatMap { example in AnyExamples.example(shape, example, &stream) }
  }

  private static func small(_ shape: ExampleShape) -> ExampleShape {
    switch shape {
    case .features: .features(6)
    case .image: .image(channels: 3, height: 12, width: 12)
    case .series: .series(channels: 3, length: 20)
    case .tokens: .tokens(length: 9, vocabulary: 40)
    case .mixed: .mixed(numeric: 3, cardinalities: [4, 3])
    }
  }

  /// One training step; returns the mean loss before it.
  func step() throws -> Double {
    try network.forward(
      count: labels.count, mode: .training(dropoutKey: UInt64(network.updateCount)),
      lengths: lengths
    ) { span in
      for i in inputs.indices { span[i] = inputs[i] }
    }
    let labels = labels  // A span must come from a local value.
    let totals = network.withLogitsAndGradient { logits, gradient in
      predictions = labels.indices.map { row in
        Int32((0..<3).max { logits[3 * row + $0] < logits[3 * row + $1] } ?? 0)
      }
      return loss.evaluate(
        logits: logits, labels: labels.span, classes: 3, alpha: 0.3,
        gradientScale: 1 / Float(labels.count), gradient: &gradient, cases: &cases)
    }
    try network.backward()
    network.update(learningRate: 3e-3)
    return totals.loss / Double(labels.count)
  }

  func state() throws -> [CompiledNetwork.StateTensor] { try network.stateTensors() }
}
