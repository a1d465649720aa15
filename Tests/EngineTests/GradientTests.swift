import Core
import Testing

@testable import Engine

/// Central differences against the backward pass, for every kind of layer.
///
/// The objective is a fixed linear function of the logits, summed in `Double`. The tested layer
/// stands behind another one, so both its own gradients and the gradient of its input are checked.
@Suite("Gradients agree with central differences")
struct GradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let input: ExampleShape
    let layers: [any Layer]
    /// True lengths of the four examples of a series; nil when nothing is padded.
    let lengths: [Int32]?

    init(
      _ name: String, _ input: ExampleShape, _ layers: [any Layer], lengths: [Int32]? = nil
    ) {
      testDescription = name
      self.input = input
      self.layers = layers
      self.lengths = lengths
    }
  }

  static let image = ExampleShape.image(channels: 2, height: 6, width: 5)
  static let cases: [Case] = [
    Case("dense", .features(4), [Dense(5), Dense(3)]),
    Case("dense with ReLU", .features(4), [Dense(9), ReLU(), Dense(3)]),
    Case("dropout", .features(4), [Dense(9), Dropout(0.4), Dense(3)]),
    Case("unfused ReLU", .features(4), [Dense(9), Dropout(0.4), ReLU(), Dense(3)]),
    Case("convolution", image, [Convolution(3, size: 3), Convolution(4, size: 3), Dense(3)]),
    Case(
      "convolution with stride", image,
      [Convolution(3, size: 3), Convolution(4, size: 3, stride: 2, padding: 0), Dense(3)]),
    Case(
      "1×1 convolution", image, [Convolution(3, size: 1), Convolution(20, size: 1), Dense(3)]),
    Case(
      "convolution with ReLU", image,
      [Convolution(3, size: 3), ReLU(), Convolution(4, size: 3), ReLU(), Dense(3)]),
    Case(
      "max pooling", image, [Convolution(3, size: 3), Pooling(.max, size: 2), Flatten(), Dense(3)]),
    Case(
      "max pooling behind ReLU", image,
      [Convolution(3, size: 3), ReLU(), Pooling(.max, size: 2), Flatten(), Dense(3)]),
    Case(
      "overlapping average pooling", image,
      [Convolution(3, size: 3), Pooling(.average, size: 3, stride: 1), Flatten(), Dense(3)]),
    Case(
      "series", .series(channels: 2, length: 9),
      [
        Convolution(3, size: 5), BatchNorm(), Pooling(.max, size: 2), Convolution(4, size: 3),
        Pooling(global: .average), Flatten(), Dense(3),
      ]),
    Case(
      "identity shortcut", image,
      [
        Convolution(3, size: 3),
        Residual([Convolution(5, size: 3), Dropout(0.2), Convolution(3, size: 3)]), Dense(3),
      ]),
    Case(
      "projection shortcut with ReLU", image,
      [
        Convolution(3, size: 3),
        Residual(
          [Convolution(4, size: 3, stride: 2), BatchNorm()],
          shortcut: [Convolution(4, size: 1, stride: 2)]), ReLU(), Flatten(), Dense(3),
      ]),
    Case(
      "both paths end in ReLU", image,
      [
        Convolution(3, size: 3),
        Residual(
          [Convolution(4, size: 3), ReLU()], shortcut: [Convolution(4, size: 1), ReLU()]),
        Residual([Convolution(4, size: 3), ReLU()]), Flatten(), Dense(3),
      ]),
    Case(
      "embedding", .tokens(length: 5, vocabulary: 9),
      [Embedding(vocabulary: 9, width: 4, bound: 1), Convolution(3, size: 3), Flatten(), Dense(3)]),
    Case(
      "mean of words", .tokens(length: 5, vocabulary: 9),
      [Embedding(vocabulary: 9, width: 70, mean: true, bound: 1), Dense(3)]),
    Case(
      "max over time", .tokens(length: 6, vocabulary: 9),
      [
        Embedding(vocabulary: 9, width: 4, bound: 1), Convolution(5, size: 3, padding: 0), ReLU(),
        TimePooling(.max, trim: 2), Dense(3),
      ]),
    Case(
      "mean over time", .series(channels: 2, length: 6),
      [Convolution(16, size: 3), TimePooling(.average), Dense(3)], lengths: [6, 1, 3, 5]),
    Case(
      "mean over time of few channels", .series(channels: 2, length: 6),
      [Convolution(3, size: 3), BatchNorm(), TimePooling(.average, trim: 1), Dense(3)],
      lengths: [6, 1, 3, 5]),
    Case(
      "branches", .series(channels: 2, length: 6),
      [
        Branches([
          [Convolution(16, size: 3), ReLU()], [Convolution(32, size: 1)],
          [Convolution(16, size: 5), BatchNorm()],
        ]), TimePooling(.max), Dense(3),
      ]),
    Case(
      "branches that pass the input on", .features(5),
      [Dense(7), Branches([[], [Dense(4), ReLU()]]), Dense(3)]),
    Case(
      "LSTM", .series(channels: 2, length: 6),
      [Convolution(3, size: 3), Recurrent(.lstm, hidden: 5), Dense(3)]),
    Case(
      "LSTM of padded series", .series(channels: 2, length: 6),
      [Convolution(3, size: 1), Recurrent(.lstm, hidden: 5), Dense(3)], lengths: [6, 1, 3, 5]),
    Case(
      "stacked LSTM", .series(channels: 2, length: 5),
      [Convolution(3, size: 1), Recurrent(.lstm, hidden: 4, depth: 3), Dense(3)],
      lengths: [4, 1, 3, 5]),
    Case(
      "LSTM of one position", .series(channels: 2, length: 1),
      [Convolution(3, size: 1), Recurrent(.lstm, hidden: 5, depth: 2), Dense(3)]),
    Case(
      "LSTM of words", .tokens(length: 5, vocabulary: 9),
      [Embedding(vocabulary: 9, width: 4, bound: 1), Recurrent(.lstm, hidden: 5), Dense(3)]),
    Case(
      "GRU", .series(channels: 2, length: 6),
      [Convolution(3, size: 3), Recurrent(.gru, hidden: 5), Dense(3)]),
    Case(
      "GRU of padded series", .series(channels: 2, length: 6),
      [Convolution(3, size: 1), Recurrent(.gru, hidden: 5), Dense(3)], lengths: [6, 1, 3, 5]),
    Case(
      "stacked GRU", .series(channels: 2, length: 5),
      [Convolution(3, size: 1), Recurrent(.gru, hidden: 4, depth: 3), Dense(3)],
      lengths: [4, 1, 3, 5]),
    Case(
      "GRU of one position", .series(channels: 2, length: 1),
      [Convolution(3, size: 1), Recurrent(.gru, hidden: 5, depth: 2), Dense(3)]),
    Case(
      "GRU of words", .tokens(length: 5, vocabulary: 9),
      [Embedding(vocabulary: 9, width: 4, bound: 1), Recurrent(.gru, hidden: 5), Dense(3)]),
    Case("batch norm", image, [Convolution(3, size: 3), BatchNorm(), Flatten(), Dense(3)]),
    Case(
      "batch norm with ReLU", image,
      [Convolution(17, size: 3), BatchNorm(), ReLU(), Flatten(), Dense(3)]),
  ]

  @Test(arguments: cases + attentionCases)
  func gradients(of layers: Case) throws {
    let probe = try GradientProbe(
      layers.input, layers.layers, lengths: layers.lengths, seed: 3)
    try probe.backward()
    for description in probe.network.parameterDescriptions where description.role != .statistic {
      let analytic = try probe.network.gradient(description.name)
      let wide = try probe.differences(of: description.name, step: 1e-3)
      let narrow = try probe.differences(of: description.name, step: 5e-4)
      // Where two steps disagree, a ReLU or a maximum switches in between: no derivative to compare.
      let scale = norm(wide) / Double(wide.count).squareRoot()
      let smooth = wide.indices.filter { abs(wide[$0] - narrow[$0]) <= 1e-2 * scale + 1e-3 }
      #expect(smooth.count * 2 >= wide.count, "\(description.name): too many kinks")
      let difference = norm(smooth.map { Double(analytic[$0]) - narrow[$0] })
      // A convolution's bias in front of batch norm has no effect: both sides are rounding noise.
      #expect(difference <= 1e-2 * norm(smooth.map { narrow[$0] }) + 2e-3, "\(description.name)")
    }
  }

  private func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

/// A small network with fixed inputs and a linear objective.
final class GradientProbe {
  let network: CompiledNetwork
  private let batch = 4
  private let inputs: [Float]
  private let slopes: [Float]
  private let lengths: [Int32]?

  init(
    _ input: ExampleShape, _ layers: [any Layer], lengths: [Int32]? = nil, seed: UInt64
  ) throws {
    self.lengths = lengths
    network = try CompiledNetwork(
      Network(name: "probe", input: input, classCount: 3, layers: layers), batchSize: batch,
      evaluationBatchSize: batch, optimizer: .sgd(momentum: 0, isNesterov: false, weightDecay: 0))
    var stream = RandomStream(seed: seed)
    inputs = Self.inputs(input, batch: batch, &stream)
    slopes = (0..<(batch * 3)).map { _ in Float(stream.normal()) }
    try network.initialize(using: stream.split("weights"))
  }

  /// Normal numbers; or words, of which the first example is full and the second has one.
  private static func inputs(
    _ input: ExampleShape, batch: Int, _ stream: inout RandomStream
  ) -> [Float] {
    if case .mixed(let numeric, let cardinalities) = input {
      return (0..<batch).flatMap { _ in
        (0..<numeric).map { _ in Float(stream.normal()) }
          + cardinalities.map { Float(stream.index(below: $0)) }
      }
    }
    guard case .tokens(let length, let vocabulary) = input else {
      return (0..<(batch * input.elementCount)).map { _ in Float(stream.normal()) }
    }
    return (0..<batch).flatMap { example -> [Float] in
      let count = example == 0 ? length : example == 1 ? 1 : 1 + stream.index(below: length)
      return (0..<length).map { $0 < count ? Float(1 + stream.index(below: vocabulary - 1)) : 0 }
    }
  }

  func objective() throws -> Double {
    try network.forward(count: batch, mode: .training(dropoutKey: 11), lengths: lengths) { span in
      for i in inputs.indices { span[i] = inputs[i] }
    }
    return network.withLogits { logits in
      slopes.indices.reduce(0) { $0 + Double(slopes[$1]) * Double(logits[$1]) }
    }
  }

  func backward() throws {
    _ = try objective()
    network.withLogitsAndGradient { _, gradient in
      for i in slopes.indices { gradient[i] = slopes[i] }
    }
    try network.backward()
  }

  func differences(of name: String, step: Float) throws -> [Double] {
    let start = try network.parameter(name)
    return try start.indices.map { index in
      var moved = start
      moved[index] = start[index] + step
      try network.setParameter(name, to: moved)
      let above = try objective()
      moved[index] = start[index] - step
      try network.setParameter(name, to: moved)
      let below = try objective()
      try network.setParameter(name, to: start)
      return (above - below) / Double(2 * step)
    }
  }
}
