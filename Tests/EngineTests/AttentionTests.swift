import Core
import Foundation
import Testing

@testable import Engine

/// What attention owes to padding.
@Suite("Padding and attention")
struct AttentionTests {
  static let layers: [any Layer] = [
    PositionwiseDense(6), Residual([LayerNorm(), SelfAttention(heads: 2)]),
    Residual([LayerNorm(), PositionwiseDense(9), GELU(), PositionwiseDense(6)]), LayerNorm(),
    TimePooling(.average), Dense(3),
  ]
  static let lengths: [Int32] = [9, 1, 4]

  /// The logits and gradients of three series whose true values are the same for every length.
  ///
  /// - Parameters:
  ///   - length: how far the examples are padded.
  ///   - padding: what stands in the padding.
  /// - Returns: the logits, and the gradient of every parameter.
  /// - Throws: what the engine throws.
  static func step(length: Int, padding: Float) throws -> (logits: [Float], gradients: [[Float]]) {
    let network = try CompiledNetwork(
      Network(
        name: "probe", input: .series(channels: 2, length: length), classCount: 3, layers: layers),
      batchSize: 3, evaluationBatchSize: 3,
      optimizer: .sgd(momentum: 0, isNesterov: false, weightDecay: 0))
    try network.initialize(using: RandomStream(seed: 4))
    var stream = RandomStream(seed: 6)
    let values = (0..<(3 * 2 * 9)).map { _ in Float(stream.normal()) }
    try network.forward(count: 3, mode: .training(dropoutKey: 0), lengths: lengths) { span in
      for row in 0..<6 {
        for position in 0..<length {
          let isTrue = position < lengths[row / 2]
          span[row * length + position] = isTrue ? values[row * 9 + position] : padding
        }
      }
    }
    let logits = network.withLogitsAndGradient { logits, gradient in
      for i in gradient.indices { gradient[i] = Float(i + 1) }
      return logits.indices.map { logits[$0] }
    }
    try network.backward()
    let names = network.parameterDescriptions.map(\.name)
    return (logits, try names.map { try network.gradient($0) })
  }

  @Test("what stands in the padding changes no bit of logits and gradients", arguments: [9, 20])
  func paddingIsNotRead(length: Int) throws {
    let zeros = try Self.step(length: length, padding: 0)
    let others = try Self.step(length: length, padding: 37)
    #expect(zeros.logits == others.logits)
    #expect(zeros.gradients == others.gradients)
  }

  @Test("how far examples are padded does not matter", arguments: [10, 16, 33])
  func paddedLengthDoesNotMatter(length: Int) throws {
    let short = try Self.step(length: 9, padding: 0)
    let long = try Self.step(length: length, padding: 0)
    // Products over more zeros may be split otherwise, so the last bits may differ.
    expectClose(long.logits, short.logits)
    for (left, right) in zip(long.gradients, short.gradients) { expectClose(left, right) }
  }

  @Test("the first position gets the same where it alone asks", arguments: [8, 40])
  func onlyTheFirstAsks(channels: Int) throws {
    func logits(_ layers: [any Layer]) throws -> [Float] {
      let network = try CompiledNetwork(
        Network(
          name: "probe", input: .series(channels: channels, length: 19), classCount: 3,
          layers: layers + [Dense(3)]),
        batchSize: 3, evaluationBatchSize: 3,
        optimizer: .sgd(momentum: 0, isNesterov: false, weightDecay: 0))
      try network.initialize(using: RandomStream(seed: 4))
      var stream = RandomStream(seed: 6)
      try network.forward(count: 3, mode: .training(dropoutKey: 0), lengths: [19, 1, 17]) { span in
        for i in span.indices { span[i] = Float(stream.normal()) }
      }
      return network.withLogits { span in span.indices.map { span[$0] } }
    }
    expectClose(
      try logits([SelfAttention(heads: 2, onlyFirstAsks: true)]),
      try logits([SelfAttention(heads: 2), FirstPosition()]))
  }

  @Test func attentionDropoutStopsInEvaluation() throws {
    let network = try CompiledNetwork(
      Network(
        name: "probe", input: .series(channels: 4, length: 5), classCount: 3,
        layers: [SelfAttention(heads: 2, dropout: 0.5), Flatten(), Dense(3)]),
      batchSize: 2, evaluationBatchSize: 2,
      optimizer: .sgd(momentum: 0, isNesterov: false, weightDecay: 0))
    try network.initialize(using: RandomStream(seed: 4))
    func logits(_ mode: CompiledNetwork.Mode) throws -> [Float] {
      try network.forward(count: 2, mode: mode) { span in
        for i in span.indices { span[i] = Float(i % 7) - 3 }
      }
      return network.withLogits { span in span.indices.map { span[$0] } }
    }
    let evaluated = try logits(.evaluation)
    #expect(try logits(.evaluation) == evaluated)
    #expect(try logits(.training(dropoutKey: 1)) != evaluated)
    #expect(try logits(.training(dropoutKey: 1)) == logits(.training(dropoutKey: 1)))
    #expect(try logits(.training(dropoutKey: 1)) != logits(.training(dropoutKey: 2)))
  }

  @Test func errorsNameTheLayerTheFoundAndTheExpected() {
    func message(_ layer: any Layer, _ input: [Int]) -> String {
      do {
        _ = try layer.outputShape(for: input, named: "layer1")
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(message(SelfAttention(heads: 3), [8, 5]).contains("3 heads for 8 channels"))
    #expect(message(SelfAttention(heads: 2, dropout: 1), [8, 5]).contains("dropout 1"))
    #expect(message(PositionwiseDense(4), [8]).contains("[channels, length]"))
    #expect(message(PositionEmbedding(), [8, 2, 2]).contains("[channels, length]"))
    #expect(message(LayerNorm(), [8, 2, 2]).contains("[channels, length]"))
    #expect(message(ReGLU(), [7, 2]).contains("an even number of channels"))
  }

  private func expectClose(_ actual: [Float], _ expected: [Float]) {
    #expect(actual.count == expected.count)
    let scale = expected.map(abs).max() ?? 0
    let worst = zip(actual, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= 1e-5 * scale + 1e-6, "off by \(worst) of \(scale)")
  }
}

/// GELU against the complementary error function in `Double`.
@Suite("GELU")
struct GELUTests {
  @Test("values are within 1e-6 of the value, far out in the tail too")
  func values() throws {
    let network = try CompiledNetwork(
      Network(name: "probe", input: .features(4001), classCount: 4001, layers: [GELU()]),
      batchSize: 1, evaluationBatchSize: 1,
      optimizer: .sgd(momentum: 0, isNesterov: false, weightDecay: 0))
    let inputs = (0...4000).map { Float($0 - 2000) / 200 }
    try network.forward(count: 1, mode: .evaluation) { span in
      for i in inputs.indices { span[i] = inputs[i] }
    }
    network.withLogits { logits in
      for (i, input) in inputs.enumerated() {
        let x = Double(input)
        let expected = x * 0.5 * erfc(-x / 2.0.squareRoot())
        #expect(
          abs(Double(logits[i]) - expected) <= 1e-6 * (abs(expected) + 6e-8 * abs(x)), "at \(x)")
      }
    }
  }
}
