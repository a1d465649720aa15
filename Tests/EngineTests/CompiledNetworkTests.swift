import Core
import Testing

@testable import Engine

@Suite("Compiled networks")
struct CompiledNetworkTests {
  static let image = ExampleShape.image(channels: 3, height: 8, width: 8)

  static func network(_ layers: [any Layer], input: ExampleShape = image) throws -> Network {
    try Network(name: "test", input: input, classCount: 4, layers: layers)
  }

  static let layers: [any Layer] = [
    Convolution(5, size: 3), BatchNorm(), ReLU(), Pooling(.max, size: 2), Flatten(), Dropout(0.3),
    Dense(12), ReLU(), Dense(4),
  ]

  static func compiled(_ batchSize: Int, evaluation: Int = 6, _ layers: [any Layer] = layers)
    throws -> CompiledNetwork
  {
    let result = try CompiledNetwork(
      network(layers), batchSize: batchSize, evaluationBatchSize: evaluation,
      optimizer: .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1))
    try result.initialize(using: RandomStream(seed: 5))
    return result
  }

  static func examples(_ count: Int) -> [Float] {
    var stream = RandomStream(seed: 9)
    return (0..<(count * image.elementCount)).map { _ in Float(stream.normal()) }
  }

  static func logits(_ network: CompiledNetwork, _ count: Int, _ mode: CompiledNetwork.Mode)
    throws -> [Float]
  {
    let inputs = examples(count)
    try network.forward(count: count, mode: mode) { span in
      for i in inputs.indices { span[i] = inputs[i] }
    }
    return network.withLogits { span in span.indices.map { span[$0] } }
  }

  static func train(_ network: CompiledNetwork, steps: Int, count: Int) throws {
    for step in 0..<steps {
      let values = try logits(network, count, .training(dropoutKey: UInt64(step)))
      network.withLogitsAndGradient { _, gradient in
        for i in gradient.indices { gradient[i] = values[i] / Float(count) }
      }
      try network.backward()
      network.update(learningRate: 1e-2)
    }
  }

  @Test func samePlanTwiceGivesTheSameBits() throws {
    let (first, second) = (try Self.compiled(6), try Self.compiled(6))
    try Self.train(first, steps: 5, count: 6)
    try Self.train(second, steps: 5, count: 6)
    for description in first.parameterDescriptions {
      #expect(try first.parameter(description.name) == second.parameter(description.name))
    }
  }

  @Test("a short batch trains like a network compiled for its size")
  func shortBatch() throws {
    let layers: [any Layer] = [Convolution(5, size: 3), ReLU(), Flatten(), Dense(4)]
    let (large, exact) = (try Self.compiled(6, layers), try Self.compiled(3, layers))
    try Self.train(large, steps: 3, count: 3)
    try Self.train(exact, steps: 3, count: 3)
    for description in large.parameterDescriptions {
      let (a, b) = (try large.parameter(description.name), try exact.parameter(description.name))
      let worst = zip(a, b).map { abs($0 - $1) }.max() ?? 0
      #expect(worst < 1e-5, "\(description.name)")
    }
  }

  @Test func shortAndFullBatchesShareParameters() throws {
    let network = try Self.compiled(6)
    let before = try network.parameter("dense1.weight")
    try Self.train(network, steps: 1, count: 2)
    let between = try network.parameter("dense1.weight")
    try Self.train(network, steps: 1, count: 6)
    #expect(before != between)
    #expect(try between != network.parameter("dense1.weight"))
  }

  @Test func evaluationOfFewExamplesEqualsEvaluationOfMany() throws {
    let network = try Self.compiled(6)
    try Self.train(network, steps: 2, count: 6)
    let many = try Self.logits(network, 6, .evaluation)
    let few = try Self.logits(network, 2, .evaluation)
    #expect(Array(many.prefix(few.count)) == few)
  }

  @Test func evaluationHasNoDropoutAndTrainingHas() throws {
    let network = try Self.compiled(6)
    #expect(
      try Self.logits(network, 6, .training(dropoutKey: 1))
        != Self.logits(network, 6, .training(dropoutKey: 2)))
    #expect(
      try Self.logits(network, 6, .training(dropoutKey: 1))
        == Self.logits(network, 6, .training(dropoutKey: 1)))
    #expect(try Self.logits(network, 6, .evaluation) == Self.logits(network, 6, .evaluation))
  }

  @Test("dropout zeroes the stated share and keeps the mean")
  func dropoutRate() throws {
    let network = try CompiledNetwork(
      Network(
        name: "dropout", input: .features(4000), classCount: 4000, layers: [Dropout(0.25)]),
      batchSize: 4, evaluationBatchSize: 1,
      optimizer: .sgd(momentum: 0, isNesterov: false, weightDecay: 0))
    try network.forward(count: 4, mode: .training(dropoutKey: 77)) { span in
      for i in span.indices { span[i] = 1 }
    }
    let values = network.withLogits { span in span.indices.map { span[$0] } }
    let zeros = Double(values.count { $0 == 0 }) / 16000
    // Five standard deviations of a binomial share of 16,000.
    #expect(abs(zeros - 0.25) < 5 * (0.25 * 0.75 / 16000).squareRoot())
    #expect(values.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
  }

  @Test func parametersSurviveARoundTrip() throws {
    let network = try Self.compiled(6)
    for description in network.parameterDescriptions {
      let values = (0..<description.count).map { Float($0) * 0.5 - 3 }
      try network.setParameter(description.name, to: values)
      #expect(try network.parameter(description.name) == values)
    }
  }

  @Test func initialWeightsDependOnTheParameterNameOnly() throws {
    let plain = try Self.compiled(6, [Convolution(5, size: 3), ReLU(), Flatten(), Dense(4)])
    let more = try Self.compiled(
      6, [Convolution(5, size: 3), BatchNorm(), ReLU(), Dropout(0.1), Flatten(), Dense(4)])
    #expect(try plain.parameter("dense1.weight") == more.parameter("dense1.weight"))
  }

  @Test func firstLayerHasNoBackwardData() throws {
    let names = try Self.compiled(6).stepDescriptions.map(\.name)
    #expect(!names.contains("conv1 backward data"))
    #expect(names.contains("conv1 backward weights"))
    #expect(names.contains("dense2 backward data"))
  }

  @Test("a plan changes layouts at most once for each kernel that asks for another")
  func reorders() throws {
    let network = try CompiledNetwork(
      Network(
        name: "reference", input: .image(channels: 1, height: 28, width: 28), classCount: 10,
        layers: [
          Convolution(32, size: 3), ReLU(), Pooling(.max, size: 2), Convolution(64, size: 3),
          ReLU(), Pooling(.max, size: 2), Flatten(), Dense(128), ReLU(), Dense(10),
        ]),
      batchSize: 128, evaluationBatchSize: 1,
      optimizer: .sgd(momentum: 0.9, isNesterov: false, weightDecay: 0))
    let reorders = network.stepDescriptions.map(\.name).filter { $0.hasPrefix("reorder") }
    #expect(Set(reorders).count == reorders.count, "\(reorders)")
  }
}
