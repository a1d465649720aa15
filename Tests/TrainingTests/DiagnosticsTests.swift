import Core
import DataStore
import Engine
import Foundation
import Losses
import Records
import Testing

@testable import Training

@Suite("Diagnostics of training")
struct DiagnosticsTests {
  private let late = Component("linear", ["start": 0.25, "end": 0.75, "alphaMax": 1])

  @Test("no bit of the network's state depends on being watched", arguments: ["sgd", "adamw"])
  func changesNothing(optimizer: String) throws {
    var spec = makeSpec(loss: "mixed", schedule: late, epochs: 4)
    spec.arm.optimizer = try OptimizerCatalogue.resolve(Component(optimizer))
    func finalState(isWatched: Bool) throws -> [CompiledNetwork.StateTensor] {
      var loop = try TrainingLoop(
        spec, on: makeDataset(train: Clusters(count: 50)), isWatched: isWatched)
      while loop.step < loop.totalSteps { #expect(try loop.advance()) }
      #expect(loop.state.curve.allSatisfy { ($0.cases != nil) == isWatched })
      return try loop.network.stateTensors()
    }
    #expect(try finalState(isWatched: true) == finalState(isWatched: false))
  }

  @Test("the first step of plain gradient descent moves by its rate times the gradient's norm")
  func normAndDistance() throws {
    var spec = makeSpec(epochs: 3, batchSize: 64, peak: 0.125)
    spec.arm.optimizer.settings["momentum"] = 0
    let curve = try TrialTraining.run(spec, on: makeDataset(train: Clusters(count: 64))).curve
    let (norm, distance) = (
      try #require(curve[0].gradientNorm), try #require(curve[0].weightDistance)
    )
    #expect(norm > 0 && abs(distance - 0.125 * norm) <= 1e-6 * distance)
    let later = try #require(curve[2].weightDistance)
    #expect(
      later > distance && later <= 0.125 * curve.compactMap(\.gradientNorm).reduce(0, +) * 1.000_001
    )
  }

  @Test("an epoch counts each example once, with the p_y of its step")
  func counts() throws {
    var spec = makeSpec(epochs: 2, batchSize: 512)
    spec.model.settings["dropout"] = 0
    let dataset = makeDataset(train: Clusters(count: 90))
    var loop = try TrainingLoop(spec, on: dataset)
    let before = try #require(
      try FinalScores.measured(loop.network, on: dataset, readsTest: true, shouldStop: { false }))
    #expect(try loop.advance())
    // One step saw all examples with the initial weights, so evaluation sees the same.
    #expect(loop.state.curve[0].cases == before.train.cases)
    #expect(try loop.advance())
    #expect(loop.state.curve[1].cases?.probability.reduce(0, +) == 90)
    #expect(loop.state.curve[1].cases?.margin.reduce(0, +) == 90)
    #expect(loop.state.curve[1].cases != before.train.cases)
  }

  @Test("shares of left-behind and mislabelled examples are those of the weights it is given")
  func shares() throws {
    var watch = EpochWatch()
    var cases = CaseOutputs(capacity: 4)
    cases.weights = [0.05, 0.1, 0.09, 1]
    cases.logProbabilities = [-3, -0.01, -30, -0.7]
    // Examples 7, 2, 5 and, in the second step, 0; only 7, 5 and 0 are mislabelled.
    let marks = (0..<8).map { [7, 5, 0].contains($0) }
    watch.add(cases, count: 3, order: [7, 2, 5, 0], first: 0, isMislabelled: marks)
    cases.weights[0] = 0.2
    watch.add(cases, count: 1, order: [7, 2, 5, 0], first: 3, isMislabelled: marks)
    var point = emptyPoint
    watch.finish(&point, distance: .infinity)
    #expect(point.leftBehind == 0.5)
    #expect(point.mislabelledOfLeftBehind == 1)
    #expect(point.leftBehindOfMislabelled == 2.0 / 3)
    #expect(point.cases?.probability.reduce(0, +) == 4)
    #expect(point.weightDistance == nil && point.gradientNorm == nil, "neither is a number")
    watch.add(cases, count: 1, order: [2], first: 0, isMislabelled: [])
    watch.finish(&point, distance: 1)
    #expect(point.leftBehind == 0 && point.cases?.probability.reduce(0, +) == 1)
  }

  @Test("what was counted survives a checkpoint in the middle of an epoch")
  func coding() throws {
    var watch = EpochWatch()
    var cases = CaseOutputs(capacity: 2)
    cases.logProbabilities = [-0.1, -4]
    watch.add(cases, count: 2, order: [0, 1], first: 0, isMislabelled: [true, false])
    let data = try JSONEncoder().encode(watch)
    #expect(try JSONDecoder().decode(EpochWatch.self, from: data) == watch)
    let text = String(decoding: data, as: UTF8.self).replacing(#/"histogram":\[0,/#) { _ in
      "\"histogram\":["
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(EpochWatch.self, from: Data(text.utf8))
    }
  }

  @Test("known flips are followed: the expectation loss leaves some of them behind")
  func mislabelled() throws {
    let train = Clusters(count: 90)
    let flipped = (0..<90).map { $0 % 9 == 0 }
    let dataset = PreparedDataset(
      id: "clusters", shape: .features(Clusters.width), classes: ["a", "b", "c"],
      train: Relabelled(train, flipped), validation: nil, test: Clusters(count: 30, seed: 8),
      mislabelled: flipped)
    let curve = try TrialTraining.run(
      makeSpec(loss: "mixed", schedule: late, epochs: 40, peak: 0.2), on: dataset
    ).curve
    let last = try #require(curve.last)
    #expect(curve[0].leftBehindOfMislabelled == 0, "cross entropy leaves nothing behind")
    #expect(curve[0].mislabelledOfLeftBehind == nil)
    #expect(try #require(last.leftBehindOfMislabelled) > 0.5)
    #expect(try #require(last.mislabelledOfLeftBehind) > 0.5)
  }

  @Test("the temperature comes from validation data alone, and without any there is none")
  func temperature() throws {
    func result(validation: Clusters?, test: Clusters) throws -> TrainingResult {
      try TrialTraining.run(
        makeSpec(epochs: 1),
        on: PreparedDataset(
          id: "clusters", shape: .features(Clusters.width), classes: ["a", "b", "c"],
          train: Clusters(count: 48), validation: validation, test: test))
    }
    let held = Clusters(count: 40, seed: 5, scale: 0.1)
    let first = try result(validation: held, test: Clusters(count: 30, seed: 8))
    let second = try result(validation: held, test: Clusters(count: 60, seed: 9, scale: 3))
    let scaled = try #require(first.test?.scaled)
    #expect(scaled.isFitted && scaled.temperature != 1)
    #expect(second.test?.scaled?.temperature == scaled.temperature)
    #expect(first.validation?.count == 40 && first.validation?.scaled == nil)
    #expect(scaled.negativeLogLikelihood != first.test?.negativeLogLikelihood)
    let without = try result(validation: nil, test: Clusters(count: 30, seed: 8))
    #expect(without.test?.scaled == nil && without.validation == nil)
    #expect(without.test?.equalMassCalibrationError == first.test?.equalMassCalibrationError)
    #expect(without.test?.cases?.probability.reduce(0, +) == 30)
  }

  private var emptyPoint: TrialRecord.EpochPoint {
    TrialRecord.EpochPoint(
      epoch: 1, step: 2, alpha: 0, learningRate: 0.1, meanLoss: 1, runningAccuracy: 0,
      meanWeight: 1)
  }
}

/// Clusters of which some labels are another class's.
private struct Relabelled: ExampleSource {
  let labels: [Int32]
  private let base: Clusters

  var count: Int { base.count }

  init(_ base: Clusters, _ flipped: [Bool]) {
    self.base = base
    labels = zip(base.labels, flipped).map { $1 ? ($0 + 1) % 3 : $0 }
  }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    base.gather(indices, into: &batch)
  }
}
