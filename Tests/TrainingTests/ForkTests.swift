import Core
import DataStore
import Engine
import Foundation
import Losses
import Models
import Records
import TestSupport
import Testing

@testable import Training

/// A trial that went through forks, files and other loops is the trial that was trained alone.
@Suite("Forks of training")
struct ForkTests {
  static let optimizers = [
    Component("adamw", ["averageDecay": 0.9, "weightDecay": 0.01]),
    Component("sgd", ["momentum": 0.9, "weightDecay": 1e-3]),
    Component("adamw", ["clipNorm": 1]), Component("sgd", ["momentum": 0]),
  ]

  /// A model with an optimizer; every model comes with the one that carries most.
  struct Pair: CustomTestStringConvertible, Sendable {
    let model: String
    let optimizer: Component

    var testDescription: String { "\(model), \(optimizer.id) \(optimizer.settings.keys.sorted())" }
  }

  static let pairs =
    ModelCatalogue.all.entries.map { Pair(model: $0.id, optimizer: optimizers[0]) }
    + ["mlp", "cnn-small", "fasttext", "gru"].flatMap { model in
      optimizers.dropFirst().map { Pair(model: model, optimizer: $0) }
    }

  /// Arms that are one until step 6 of 12 and end apart.
  static func specs(_ model: String, _ optimizer: Component) throws -> [TrialSpec] {
    let all = try ModelCatalogue.all.resolve(Component(model)).entry.settings
    let dropout = all.contains { $0.name == "dropout" } ? ["dropout": 0.3] : [:]
    let late = { (most: Double) in
      Component("linear", ["start": 0.5, "end": 1, "alphaMax": most, "exponent": 1])
    }
    let arms = [
      ("cross-entropy", Component("constant", ["alphaMax": 0])), ("mixed", late(0.9)),
      ("mixed", late(0.5)), ("mixed-rescaled", late(0.9)),
    ]
    return try arms.map { loss, schedule in
      TrialSpec(
        dataset: "any", model: try ModelCatalogue.resolve(Component(model, dropout)),
        arm: ArmSpec(
          id: loss, loss: Component(loss), schedule: schedule,
          optimizer: try OptimizerCatalogue.resolve(optimizer),
          learningRateSchedule: try LearningRateCatalogue.resolve(
            Component("one-cycle", ["peak": 0.01]))),
        seed: 3, epochs: 3, batchSize: 5, threads: 1, augmentation: Augmentation(shift: 1))
    }
  }

  /// What a trial leaves: every bit of it that can be seen.
  struct Trace: Equatable {
    var tensors: [CompiledNetwork.StateTensor]
    var updates: Int
    var curve: [TrialRecord.EpochPoint]
    var test: TrialRecord.Scores?
    var predictions: [UInt16]
  }

  private static func trace(_ loop: TrainingLoop, _ dataset: PreparedDataset) throws -> Trace {
    let result = try TrialTraining.score(loop, on: dataset)
    return Trace(
      tensors: try loop.network.stateTensors(), updates: loop.network.updateCount,
      curve: result.curve, test: result.test, predictions: result.testPredictions)
  }

  private static func run(_ loop: inout TrainingLoop, to step: Int) throws {
    while loop.step < step { #expect(try loop.advance()) }
  }

  private static func alone(_ spec: TrialSpec, _ dataset: PreparedDataset) throws -> Trace {
    var loop = try TrainingLoop(spec, on: dataset)
    try run(&loop, to: loop.totalSteps)
    return try trace(loop, dataset)
  }

  @Test(
    "a trial through forks and files has the bits of one trained alone", arguments: pairs)
  func forkEqualsFresh(pair: Pair) throws {
    try withTemporaryFolder { folder in
      let specs = try Self.specs(pair.model, pair.optimizer)
      let dataset = try makeDataset(for: specs[0].model)
      let alone = try specs.map { try Self.alone($0, dataset) }
      #expect(alone[0] != alone[1] && alone[1] != alone[2] && alone[1] != alone[3])

      // One stretch as cross entropy, captured before the first step, inside an epoch, at an
      // epoch's end and where the arms part; the loop goes on over each capture.
      var trunk = try TrainingLoop(specs[0], on: dataset)
      var captures: [TrainingSnapshot] = []
      for step in [0, 3, 4, 6] {
        try Self.run(&trunk, to: step)
        captures.append(try trunk.capture())
        // As if a trial ended here.
        if step == 4 { _ = try TrialTraining.score(trunk, on: dataset) }
      }
      // The live loop goes on as another arm.
      try trunk.fork(as: specs[1])
      try Self.run(&trunk, to: trunk.totalSteps)
      #expect(try Self.trace(trunk, dataset) == alone[1])

      // Captures go on in a network that has trained before, through memory and through a file.
      var worker = trunk
      for (index, spec) in specs.enumerated() {
        let capture = captures[index]
        let file = folder.appending(path: "\(index).safetensors")
        try capture.write(to: file)
        worker = try TrainingLoop(spec, on: dataset, reusing: worker.network)
        try worker.restore(index == 2 ? capture : TrainingSnapshot(of: file), path: file.path)
        try Self.run(&worker, to: worker.totalSteps)
        #expect(try Self.trace(worker, dataset) == alone[index])
      }

      // A network that is used again leaves no trace in the next trial.
      worker = try TrainingLoop(specs[1], on: dataset, reusing: worker.network)
      try Self.run(&worker, to: worker.totalSteps)
      #expect(try Self.trace(worker, dataset) == alone[1])
    }
  }

  @Test(
    "the best epoch, an adaptive α, matched rates and diagnostics go through files in any epoch")
  func carriedAlong() throws {
    try withTemporaryFolder { folder in
      let base = try Self.specs("mlp", Self.optimizers[0])[1]
      let plain = try makeDataset(for: base.model)
      let dataset = PreparedDataset(
        id: plain.id, shape: plain.shape, classes: plain.classes, train: plain.train,
        validation: AnyExamples(plain.shape, count: 9, seed: 5), test: plain.test)
      var selected = base
      selected.selection = .bestValidation
      var adaptive = selected
      adaptive.arm.schedule = Component(
        "training-accuracy", ["from": 0, "to": 1, "alphaMax": 0.8, "exponent": 1])
      var matched = base
      matched.arm.learningRateMatches = "mixed"
      var other = try TrainingLoop(base, on: dataset)
      try Self.run(&other, to: other.totalSteps)
      let curve = other.state.curve
      for (spec, matches) in [(selected, nil), (adaptive, nil), (matched, curve)] {
        var whole = try TrainingLoop(spec, on: dataset, matched: matches)
        try Self.run(&whole, to: whole.totalSteps)
        let expected = try Self.trace(whole, dataset)
        #expect(expected.curve.allSatisfy { $0.cases != nil && $0.weightDistance != nil })
        for step in [2, 4, 7, 8, 11] {
          var first = try TrainingLoop(spec, on: dataset, matched: matches)
          try Self.run(&first, to: step)
          let file = folder.appending(path: "state.safetensors")
          try first.capture().write(to: file)
          var second = try TrainingLoop(
            spec, on: dataset, matched: matches, reusing: whole.network)
          try second.restore(TrainingSnapshot(of: file), path: file.path)
          #expect(second.state.curve == first.state.curve)
          #expect(second.state.watch == first.state.watch)
          try Self.run(&second, to: second.totalSteps)
          #expect(try Self.trace(second, dataset) == expected)
          #expect(second.state.selection?.facts == whole.state.selection?.facts)
        }
      }
    }
  }

  @Test("a snapshot keeps what was noted, and a changed file is refused")
  func files() throws {
    try withTemporaryFolder { folder in
      let spec = try Self.specs("mlp", Self.optimizers[0])[0]
      var loop = try TrainingLoop(spec, on: makeDataset(for: spec.model))
      try Self.run(&loop, to: 5)
      var snapshot = try loop.capture()
      snapshot.notes = ["who": "me"]
      let file = folder.appending(path: "a.safetensors")
      try snapshot.write(to: file)
      let read = try TrainingSnapshot(of: file)
      #expect(read.state == loop.state && read.notes == ["who": "me"])
      #expect(read.state.curve.count == 1 && read.state.totals.count == 5)

      var bytes = try Data(contentsOf: file)
      bytes[bytes.count - 2] ^= 1
      try bytes.write(to: file)
      #expect(
        throws: CheckpointError.notTensors(
          path: file.path, reason: "its values do not have the digest that it states")
      ) { _ = try TrainingSnapshot(of: file) }

      try Checkpoint(of: loop.network, model: spec.model, optimizer: spec.arm.optimizer)
        .write(to: file)
      #expect(
        throws: CheckpointError.notTensors(
          path: file.path, reason: "it does not say where its training stands")
      ) { _ = try TrainingSnapshot(of: file) }

      var short = spec
      short.epochs = 1
      var other = try TrainingLoop(short, on: makeDataset(for: spec.model))
      #expect(throws: CheckpointError.self) { try other.restore(snapshot, path: "x") }
      #expect(other.step == 0)
    }
  }
}

@Suite("Tokens of steps")
struct StepTokensTests {
  private func tokens(
    _ loss: String, _ schedule: Component, rate: Component = Component("constant", ["peak": 0.1]),
    steps: Int = 100
  ) throws -> StepTokens {
    var spec = makeSpec(
      loss: loss, schedule: try MixingScheduleCatalogue.resolve(schedule), epochs: steps / 10)
    spec.arm.learningRateSchedule = try LearningRateCatalogue.resolve(rate)
    return try #require(try StepTokens(spec, stepCount: steps))
  }

  /// The first step at which two trials part.
  private func parting(_ one: StepTokens, _ other: StepTokens) -> Int {
    (0..<min(one.count, other.count)).first { one[$0] != other[$0] } ?? min(one.count, other.count)
  }

  @Test("mixed losses are cross entropy until α rises, other losses never are")
  func crossEntropy() throws {
    let plain = try tokens("cross-entropy", Component("constant", ["alphaMax": 0]))
    let late = Component("linear", ["start": 0.7])
    #expect(parting(plain, try tokens("mixed", late)) == 71)  // α is still 0 at step 70.
    #expect(parting(plain, try tokens("mixed-rescaled", late)) == 71)
    #expect(parting(plain, try tokens("mixed", Component("step", ["start": 0.7]))) == 70)
    #expect(parting(plain, try tokens("focal", Component("constant", ["alphaMax": 0]))) == 0)
    #expect(
      parting(try tokens("mixed", late), try tokens("mixed-rescaled", late)) == 71,
      "the two mixed losses differ where α does not")
  }

  @Test("a learning rate that depends on the length ends what trials of two lengths share")
  func lengths() throws {
    let none = Component("constant", ["alphaMax": 0])
    let (short, long) = (
      try tokens("cross-entropy", none), try tokens("cross-entropy", none, steps: 250)
    )
    #expect(parting(short, long) == 100)
    let cosine = Component("cosine", ["peak": 0.1])
    #expect(
      parting(
        try tokens("cross-entropy", none, rate: cosine),
        try tokens("cross-entropy", none, rate: cosine, steps: 250)) <= 1)
  }
}
