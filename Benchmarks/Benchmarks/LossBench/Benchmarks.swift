import Benchmark
import Core
import DataStore
import Engine
import Experiments
import Foundation
import Losses
import Models
import Training

/// Losses at the shapes that speed is judged on, each layer of the models in a step, the decoders on
/// the built-in sets, and the whole training step of every model.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal], warmupIterations: 3,
    maxDuration: .seconds(2), maxIterations: 100_000)
  addLosses()
  addLayers()
  addDecoders()
  addSteps()
}

private func addLosses() {
  for loss in LossCatalogue.all.entries.map({ $0.id }) {
    for shape in LossBenchmark.shapes where shape.rows < 1000 || loss == "mixed" {
      Benchmark("loss \(loss) \(shape.rows)x\(shape.classes)") { benchmark in
        var call = LossCall(
          try LossCatalogue.make(Component(loss)), rows: shape.rows, classes: shape.classes)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { call.evaluate() }
      }
    }
  }
}

private func addLayers() {
  let sequence = ExampleShape.series(channels: 128, length: 64)
  let image = ExampleShape.image(channels: 32, height: 16, width: 16)
  let cases: [(String, ExampleShape, [any Layer])] = [
    ("convolution 3x3", image, [Convolution(32, size: 3)]),
    ("convolution and batch norm", image, [Convolution(32, size: 3), BatchNorm(), ReLU()]),
    ("max pooling", image, [Pooling(.max, size: 2)]),
    ("convolution over time", sequence, [Convolution(128, size: 5)]),
    ("lstm", sequence, [Recurrent(.lstm, hidden: 128)]),
    ("gru", sequence, [Recurrent(.gru, hidden: 128)]),
    ("layer norm", sequence, [LayerNorm()]),
    ("attention", sequence, [SelfAttention(heads: 4)]),
  ]
  for (name, input, layers) in cases {
    Benchmark("layer \(name), forward and backward, batch 64") { benchmark in
      let network = try CompiledNetwork(
        Network(name: name, input: input, classCount: 4, layers: layers + [Flatten(), Dense(4)]),
        batchSize: 64, evaluationBatchSize: 1,
        optimizer: .sgd(momentum: 0, isNesterov: false, weightDecay: 0))
      try network.initialize(using: RandomStream(seed: 1))
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations {
        try network.forward(count: 64, mode: .training(dropoutKey: 1)) { _ in }
        network.withLogitsAndGradient { _, gradient in
          for i in gradient.indices { gradient[i] = 1e-3 }
        }
        try network.backward()
      }
    }
  }
}

private func addDecoders() {
  for id in ["builtin-images", "builtin-text", "builtin-tables", "builtin-series"] {
    Benchmark("decode \(id)") { benchmark in
      let home = try Home.find()
      // A library keeps what it loaded, so each load has one of its own.
      func load() throws -> any Sendable {
        try DatasetLibrary.standard(home, storesDecoded: false).load(id)
      }
      _ = try load()  // The first load writes the set.
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(try load()) }
    }
  }
}

private func addSteps() {
  for model in ModelCatalogue.all.entries.map({ $0.id }) {
    Benchmark("step \(model)") { benchmark in
      let step = try RandomStep(of: Component(model))
      try step.run()
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { try step.run() }
    }
  }
}
