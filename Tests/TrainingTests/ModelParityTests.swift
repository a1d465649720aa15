import Core
import Engine
import Foundation
import Losses
import Models
import TestSupport
import Testing

/// Models against PyTorch, computed in float64 by the scripts `models*.py` of `Tests/Goldens`.
///
/// The tolerance is 1e-4 of a tensor's largest magnitude. In the deep networks with batch norm a few
/// of a million pre-activations lie within float32 rounding of ReLU's kink and switch; PyTorch's own
/// float32 then differs from its float64 by up to 1.4 %. For those models the tolerance on gradients
/// is three times the largest such deviation of the model; for `mlp` and `cnn-small` that is below 1e-4.
@Suite("Models agree with PyTorch")
struct ModelParityTests {
  struct Golden: Decodable {
    let cases: [Case]

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      let name: String
      let model: String
      /// How many words there are, 0 where inputs are numbers.
      let vocabulary: Int
      /// The cardinalities of the last columns of a table, which are ids.
      let cardinalities: [Int]?
      /// Whether series end in padding.
      let padded: Bool
      let inputShape: [Int]
      let classes: Int
      let batch: Int
      let settings: [String: Double]
      let optimizer: Optimizer
      let alpha: Double
      let loss: Double
      let logits: Data
      let logitsFloat32Deviation: Double
      let statistics: [String: Data]
      let gradients: [String: Sampled]
      let losses: [Double]
      let evaluationLogits: Data
      var testDescription: String { name }

      /// The number of ids of a column, nil where it holds numbers.
      func cardinality(ofColumn column: Int) -> Int? {
        guard let cardinalities, inputShape.count == 1 else { return nil }
        let index = column - (inputShape[0] - cardinalities.count)
        return index < 0 ? nil : cardinalities[index]
      }

      var worstFloat32Deviation: Double { gradients.values.map(\.float32Deviation).max() ?? 0 }
    }

    struct Optimizer: Decodable, Sendable {
      let id: String
      let learningRate: Double
      let settings: [String: Double]
    }

    struct Sampled: Decodable, Sendable {
      let stride: Int
      let norm: Double
      let float32Deviation: Double
      let values: Data
    }

    /// The golden files, one for each family of models.
    static let files = [
      "models.json", "models_text.json", "models_recurrent.json", "models_attention.json",
    ]

    static let all: [Case] = files.flatMap { file -> [Case] in
      guard let data = try? Repository.golden(file) else { return [] }
      return (try? JSONDecoder().decode(Golden.self, from: data).cases) ?? []
    }
  }

  @Test func everyModelHasAGoldenCase() {
    #expect(Set(Golden.all.map(\.model)) == Set(ModelCatalogue.all.entries.map { $0.id }))
  }

  @Test("logits, loss and every gradient agree to 1e-4", arguments: Golden.all)
  func firstStep(golden: Golden.Case) throws {
    let trainer = try GoldenTrainer(golden)
    let loss = try trainer.forwardAndBackward(alpha: golden.alpha)
    #expect(abs(loss - golden.loss) <= 1e-4 * abs(golden.loss))
    expectClose(
      trainer.logits, floats(golden.logits), "logits", tolerance(golden.logitsFloat32Deviation))
    let names = trainer.network.parameterDescriptions.filter { $0.role != .statistic }.map(\.name)
    #expect(names.sorted() == golden.gradients.keys.sorted())
    let room = tolerance(golden.worstFloat32Deviation)
    for name in names {
      let expected = try #require(golden.gradients[name])
      let actual = try trainer.network.gradient(name)
      let samples = stride(from: 0, to: actual.count, by: expected.stride).map { actual[$0] }
      expectClose(samples, floats(expected.values), "gradient of \(name)", room)
      let norm = actual.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(
        abs(norm - expected.norm) <= Double(room) * expected.norm, "norm of the gradient of \(name)"
      )
    }
    for name in golden.statistics.keys.sorted() {
      let expected = floats(try #require(golden.statistics[name]))
      expectClose(try trainer.network.parameter(name), expected, name)
    }
  }

  @Test("the mixed losses of ten steps agree to 1e-4", arguments: Golden.all)
  func trajectory(golden: Golden.Case) throws {
    let trainer = try GoldenTrainer(golden)
    for step in 0..<10 {
      let loss = try trainer.forwardAndBackward(alpha: Double(step) / 10)
      trainer.network.update(
        learningRate: golden.optimizer.learningRate * (1 - Double(step) / 20))
      let expected = golden.losses[step]
      #expect(abs(loss - expected) <= 1e-4 * abs(expected), "step \(step)")
    }
    let after = try trainer.network.withAveragedWeights {
      try trainer.forward(.evaluation)
      return trainer.logits
    }
    // Ten steps amplify rounding, so the logits after them get ten times the room, and more where
    // the first step's gradients already needed it.
    expectClose(
      after, floats(golden.evaluationLogits), "logits afterwards",
      10 * tolerance(golden.worstFloat32Deviation))
  }

  private func tolerance(_ float32Deviation: Double) -> Float {
    max(1e-4, Float(3 * float32Deviation))
  }

  private func floats(_ data: Data) -> [Float] {
    let bytes = [UInt8](data)
    return stride(from: 0, to: bytes.count, by: 4).map { at in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) })
    }
  }

  private func expectClose(
    _ actual: [Float], _ expected: [Float], _ what: String, _ tolerance: Float = 1e-4
  ) {
    #expect(actual.count == expected.count, "\(what)")
    let scale = expected.map(abs).max() ?? 0
    let worst = zip(actual, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= tolerance * scale + 1e-9, "\(what): off by \(worst) of \(scale)")
  }
}

/// A network with the weights and inputs of a golden case.
final class GoldenTrainer {
  let network: CompiledNetwork
  private let golden: ModelParityTests.Golden.Case
  private let inputs: [Float]
  private let lengths: [Int32]
  private let labels: [Int32]
  private let loss: any Loss
  private var cases: CaseOutputs

  init(_ golden: ModelParityTests.Golden.Case) throws {
    self.golden = golden
    let sides = golden.inputShape
    let shape: ExampleShape =
      switch sides.count {
      case 1 where golden.vocabulary > 0:
        .tokens(length: sides[0], vocabulary: golden.vocabulary)
      case 1:
        golden.cardinalities.map {
          .mixed(numeric: sides[0] - $0.count, cardinalities: $0)
        } ?? .features(sides[0])
      case 2: .series(channels: sides[0], length: sides[1])
      default: .image(channels: sides[0], height: sides[1], width: sides[2])
      }
    let model = try ModelCatalogue.make(Component(golden.model, golden.settings))
    network = try CompiledNetwork(
      model.network(input: shape, classCount: golden.classes), batchSize: golden.batch,
      evaluationBatchSize: golden.batch,
      optimizer: OptimizerCatalogue.make(
        Component(golden.optimizer.id, golden.optimizer.settings)))
    loss = try LossCatalogue.make(Component("mixed"))
    cases = CaseOutputs(capacity: golden.batch)
    let root = RandomStream(seed: 7).split("golden inputs")
    let longest = sides[sides.count - 1]
    lengths = Self.lengths(golden, longest, root.split("lengths"))
    var stream = root.split("inputs")
    var values: [Float] = []
    for index in 0..<(golden.batch * shape.elementCount) {
      let draw = stream.uniform()
      let value =
        golden.vocabulary > 0
        ? Float(1 + Int(Double(draw) * Double(golden.vocabulary - 1)))
        : golden.cardinality(ofColumn: index % longest)
          .map { Float(Int(Double(draw) * Double($0))) } ?? 1.5 * (2 * draw - 1)
      let isPadding = index % longest >= lengths[index / shape.elementCount]
      values.append(isPadding ? 0 : value)
    }
    inputs = values
    stream = root.split("labels")
    labels = (0..<golden.batch).map { _ in
      Int32(Double(stream.uniform()) * Double(golden.classes))
    }
    try network.initialize(using: RandomStream(seed: 7).split("golden weights"))
  }

  /// The first example is full and the second has one position, where examples are padded at all.
  private static func lengths(
    _ golden: ModelParityTests.Golden.Case, _ longest: Int, _ stream: RandomStream
  ) -> [Int32] {
    guard golden.vocabulary > 0 || golden.padded else {
      return [Int32](repeating: Int32(longest), count: golden.batch)
    }
    var stream = stream
    var result = (0..<golden.batch).map { _ in
      1 + Int32(Double(stream.uniform()) * Double(longest))
    }
    result[0] = Int32(longest)
    if result.count > 1 { result[1] = 1 }
    return result
  }

  var logits: [Float] { network.withLogits { span in span.indices.map { span[$0] } } }

  func fill(_ batch: inout MutableSpan<Float>) {
    for i in inputs.indices { batch[i] = inputs[i] }
  }

  func forward(_ mode: CompiledNetwork.Mode) throws {
    try network.forward(
      count: golden.batch, mode: mode, lengths: golden.padded ? lengths : nil, fill: fill)
  }

  /// Returns the mean loss.
  func forwardAndBackward(alpha: Double) throws -> Double {
    try forward(.training(dropoutKey: 0))
    let labels = labels  // A span must come from a local value.
    let totals = network.withLogitsAndGradient { logits, gradient in
      loss.evaluate(
        logits: logits, labels: labels.span, classes: golden.classes, alpha: alpha,
        gradientScale: 1 / Float(golden.batch), gradient: &gradient, cases: &cases)
    }
    try network.backward()
    return totals.loss / Double(golden.batch)
  }
}
