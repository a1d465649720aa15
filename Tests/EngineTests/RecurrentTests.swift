import CKernels
import Core
import Foundation
import Testing

@testable import Engine

@Suite("Recurrent layers")
struct RecurrentTests {
  static let cells = [RecurrentCell.lstm, .gru]
  static let channels = 3
  static let length = 7
  static let lengths: [Int32] = [7, 1, 4, 6]

  static func network(
    _ cell: RecurrentCell, length: Int = length, batch: Int = 4, depth: Int = 2, threads: Int = 1
  ) throws -> CompiledNetwork {
    let result = try CompiledNetwork(
      Network(
        name: "recurrent", input: .series(channels: channels, length: length), classCount: 4,
        layers: [Recurrent(cell, hidden: 18, depth: depth), Dense(4)]),
      batchSize: batch, evaluationBatchSize: batch,
      optimizer: .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1),
      threads: threads)
    try result.initialize(using: RandomStream(seed: 5))
    return result
  }

  /// `[count, channels, length]` of normal numbers; what is behind a length is `padding`.
  static func examples(_ lengths: [Int32], length: Int = length, padding: Float = 0) -> [Float] {
    let stream = RandomStream(seed: 9)
    return lengths.indices.flatMap { example -> [Float] in
      var stream = stream.split("\(example)")
      // Drawn position by position, so that an example does not depend on the padded length.
      let drawn = (0..<length).map { _ in (0..<channels).map { _ in Float(stream.normal()) } }
      return (0..<channels).flatMap { channel in
        (0..<length).map { $0 < lengths[example] ? drawn[$0][channel] : padding }
      }
    }
  }

  static func logits(
    _ network: CompiledNetwork, _ inputs: [Float], _ lengths: [Int32],
    _ mode: CompiledNetwork.Mode = .training(dropoutKey: 0)
  ) throws -> [Float] {
    try network.forward(count: lengths.count, mode: mode, lengths: lengths) { span in
      for i in inputs.indices { span[i] = inputs[i] }
    }
    return network.withLogits { span in span.indices.map { span[$0] } }
  }

  /// Trains towards small logits; returns every parameter.
  static func trained(
    _ network: CompiledNetwork, _ inputs: [Float], _ lengths: [Int32], steps: Int = 3
  ) throws -> [[Float]] {
    for _ in 0..<steps {
      let values = try logits(network, inputs, lengths)
      network.withLogitsAndGradient { _, gradient in
        for i in gradient.indices { gradient[i] = values[i] }
      }
      try network.backward()
      network.update(learningRate: 1e-2)
    }
    return try network.parameterDescriptions.map { try network.parameter($0.name) }
  }

  static func worst(_ left: [Float], _ right: [Float]) -> Float {
    zip(left, right).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test("what stands behind the true length changes no bit", arguments: cells)
  func padding(cell: RecurrentCell) throws {
    let zeros = Self.examples(Self.lengths)
    let noise = Self.examples(Self.lengths, padding: 1.25)
    let (first, second) = (try Self.network(cell), try Self.network(cell))
    let logits = try Self.logits(first, zeros, Self.lengths)
    #expect(try Self.logits(second, noise, Self.lengths) == logits)
    #expect(
      try Self.logits(second, noise, Self.lengths, .evaluation)
        == Self.logits(first, zeros, Self.lengths, .evaluation))
    #expect(
      try Self.trained(first, zeros, Self.lengths) == Self.trained(second, noise, Self.lengths))
  }

  @Test("a padded batch equals one compiled for its true length", arguments: cells)
  func shorterPlan(cell: RecurrentCell) throws {
    let lengths: [Int32] = [4, 1, 4, 2]
    let (long, short) = (try Self.network(cell), try Self.network(cell, length: 4))
    let padded = try Self.trained(long, Self.examples(lengths), lengths)
    let exact = try Self.trained(short, Self.examples(lengths, length: 4), lengths)
    for (left, right) in zip(padded, exact) { #expect(Self.worst(left, right) < 1e-5) }
  }

  @Test("an example alone gives what it gives in a batch", arguments: cells)
  func alone(cell: RecurrentCell) throws {
    let inputs = Self.examples(Self.lengths)
    let all = try Self.logits(Self.network(cell), inputs, Self.lengths)
    let single = try Self.network(cell, batch: 1)
    let size = inputs.count / Self.lengths.count
    for (example, length) in Self.lengths.enumerated() {
      let own = Array(inputs[(example * size)..<((example + 1) * size)])
      let logits = try Self.logits(single, own, [length])
      #expect(Self.worst(logits, Array(all[(4 * example)..<(4 * example + 4)])) < 1e-6)
    }
    _ = try Self.trained(single, Array(inputs.prefix(size)), [3])
    #expect(try single.parameter("dense1.weight").allSatisfy(\.isFinite))
  }

  @Test("the same plan twice gives the same bits", arguments: cells, [1, 2])
  func reproducible(cell: RecurrentCell, threads: Int) throws {
    let inputs = Self.examples(Self.lengths)
    let runs = try (0..<2).map { _ in
      try Self.trained(Self.network(cell, threads: threads), inputs, Self.lengths)
    }
    #expect(runs[0] == runs[1])
  }

  @Test("parameters are PyTorch's, two biases for each layer", arguments: cells)
  func parameters(cell: RecurrentCell) throws {
    let rows = try Network(
      name: "recurrent", input: .series(channels: 9, length: 128), classCount: 6,
      layers: [Recurrent(cell, hidden: 128, depth: 2), Dense(6)]
    ).rows()
    let gates = cell == .lstm ? 4 : 3
    let first = gates * 128 * (9 + 128 + 2)
    let second = gates * 128 * (128 + 128 + 2)
    #expect(rows[0].parameters.reduce(0) { $0 + $1.count } == first + second)
    #expect(rows[0].name == "\(cell.rawValue)1")
    #expect(rows[0].parameters[5].name == "\(cell.rawValue)1.weight_hh_l1")
    #expect(rows.map(\.shape) == [[128], [6]])
  }

  @Test func inputsThatAreNoSeriesAreRefused() {
    #expect(
      throws: EngineError.shape(layer: "lstm1", found: [54], expected: "[channels, length]")
    ) {
      try Network(
        name: "lstm", input: .features(54), classCount: 2, layers: [Recurrent(.lstm, hidden: 2)])
    }
  }

  @Test("gates are within 5 units in the last place of exp and tanh in float64")
  func activations() {
    let arguments =
      (-8600...8600).map { Float($0) / 100 } + (0...800).map { Float(pow(10, -Double($0) / 100)) }
    let count = arguments.count
    var gates = arguments + arguments + arguments + arguments
    let before = [Float](repeating: 0, count: count)
    var (cell, state) = (before, before)
    // SAFETY: every array has the extents that the kernel's header states for one row.
    unsafe gates.withUnsafeMutableBufferPointer { gates in
      unsafe before.withUnsafeBufferPointer { before in
        unsafe cell.withUnsafeMutableBufferPointer { cell in
          unsafe state.withUnsafeMutableBufferPointer { state in
            var step = unsafe lb_recurrent_step()
            unsafe step.rows = 1
            unsafe step.hidden = count
            unsafe step.gates = gates.baseAddress
            unsafe step.previous_cell = before.baseAddress
            unsafe step.cell = cell.baseAddress
            unsafe step.state = state.baseAddress
            unsafe lb_lstm_forward(&step)
          }
        }
      }
    }
    for (index, x) in arguments.enumerated() {
      let logistic = 1 / (1 + exp(-Double(x)))
      #expect(abs(Double(gates[index]) - logistic) <= 5 * Double(Float(logistic).ulp), "σ(\(x))")
      let tangent = tanh(Double(x))
      let found = Double(gates[2 * count + index])
      #expect(abs(found - tangent) <= 5 * Double(Float(tangent).ulp), "tanh(\(x))")
    }
  }
}
