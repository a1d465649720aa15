import Core
import Testing

@testable import Engine

@Suite("Networks as values")
struct NetworkTests {
  @Test func shapesAndCountsAreInferred() throws {
    let network = try Network(
      name: "cnn", input: .image(channels: 1, height: 28, width: 28), classCount: 10,
      layers: [
        Convolution(32, size: 3), ReLU(), Pooling(.max, size: 2), Flatten(), Dense(10),
      ])
    let rows = try network.rows()
    #expect(rows.map(\.name) == ["conv1", "relu1", "pool1", "flatten1", "dense1"])
    #expect(rows.map(\.shape) == [[32, 28, 28], [32, 28, 28], [32, 14, 14], [6272], [10]])
    #expect(network.parameterCount == 32 * 9 + 32 + 6272 * 10 + 10)
  }

  @Test func layersInsideALayerHaveRowsOfTheirOwn() throws {
    let network = try Network(
      name: "blocks", input: .image(channels: 3, height: 8, width: 8), classCount: 4,
      layers: [
        Residual(
          [Branches([[Convolution(4, size: 1)], [Convolution(2, size: 3), ReLU()]])],
          shortcut: [Convolution(6, size: 1)]),
        Flatten(), Dense(4),
      ])
    let block = try #require(try network.rows().first)
    #expect(
      block.parts.map(\.name) == ["block1.branches1", "block1.shortcut.conv1"]
        && block.parts[0].parts.map(\.name) == [
          "block1.branches1.1.conv1", "block1.branches1.2.conv1", "block1.branches1.2.relu1",
        ])
    #expect(block.parts[0].shape == [6, 8, 8] && block.parts[0].parts[1].shape == [2, 8, 8])
    // 3 to 4 channels, 3 to 2 by 3x3 windows, 3 to 6: with a bias each.
    #expect(block.parameters.reduce(0) { $0 + $1.count } == 16 + 56 + 24)
    #expect(
      block.parts.flatMap(\.parameters).map(\.name) == block.parameters.map(\.name))
  }

  @Test func oddSidesDropTheRowThatFillsNoWindow() throws {
    #expect(try Pooling(.max, size: 2).outputShape(for: [3, 7, 9], named: "pool1") == [3, 3, 4])
  }

  @Test func errorsNameTheLayerTheFoundAndTheExpected() {
    #expect(
      throws: EngineError.shape(
        layer: "conv1", found: [54],
        expected: "[channels, height, width] or [channels, length]")
    ) {
      try Network(
        name: "cnn", input: .features(54), classCount: 2, layers: [Convolution(4, size: 3)])
    }
    #expect(
      throws: EngineError.shape(layer: "mlp: the logits", found: [3], expected: "[2]")
    ) {
      try Network(name: "mlp", input: .features(5), classCount: 2, layers: [Dense(3)])
    }
    #expect(
      EngineError.shape(layer: "conv1", found: [54], expected: "[channels, height, width]")
        .description
        == "conv1: found an input of shape [54]; expected [channels, height, width]")
    #expect(
      EngineError.library(operation: "conv1 forward", status: 3).description
        == "oneDNN refused conv1 forward: status 3 (unimplemented); `bench doctor` shows the library"
        + " in use")
    #expect(
      EngineError.setting(layer: "dropout1", found: "rate 1.0", expected: "below 1").description
        == "dropout1: found rate 1.0; expected below 1")
    #expect(
      EngineError.parameter(name: "x", found: "2 values", expected: "3").description
        == "parameter x: found 2 values; expected 3")
  }

  @Test func reluMovesBehindMaxPoolingAndFuses() {
    let lowered = Lowering.lowered([
      Convolution(4, size: 3), ReLU(), Pooling(.max, size: 2), Dense(3), ReLU(),
    ])
    #expect(lowered.map(\.name) == ["conv1", "pool1", "dense1"])
    #expect((lowered[0].layer as? Convolution)?.hasReLU == false)
    #expect((lowered[1].layer as? Pooling)?.hasReLU == true)
    #expect((lowered[2].layer as? Dense)?.hasReLU == true)
  }

  @Test func reluStaysInFrontOfAveragePooling() {
    let lowered = Lowering.lowered([
      Convolution(4, size: 3), ReLU(), Pooling(.average, size: 2),
    ])
    #expect((lowered[0].layer as? Convolution)?.hasReLU == true)
  }

  @Test func everyOptimizerSettingReachesTheConfiguration() throws {
    let sgd = try OptimizerCatalogue.make(
      Component("sgd", ["momentum": 0.5, "nesterov": 1, "weightDecay": 0.25]))
    #expect(sgd == .sgd(momentum: 0.5, isNesterov: true, weightDecay: 0.25))
    let adam = try OptimizerCatalogue.make(Component("adamw", ["beta1": 0.8]))
    #expect(adam == .adamW(beta1: 0.8, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01))
    #expect(throws: ComponentError.self) { try OptimizerCatalogue.make(Component("adamm")) }
  }
}
