import Core
import DataStore
import Records
import Testing
import Training

@Suite struct TrialTrainingTests {
  private let late = Component("linear", ["start": 0.5, "end": 1, "alphaMax": 0.9])

  @Test("separable classes are learnt")
  func learns() throws {
    let result = try TrialTraining.run(
      makeSpec(epochs: 20), on: makeDataset(train: Clusters(count: 90)))
    #expect(result.outcome == .completed)
    #expect(try #require(result.train).accuracy > 0.98)
    #expect(try #require(result.test).accuracy > 0.98)
    #expect(result.testPredictions.count == 30)
    #expect(result.parameterCount == 4 * 8 + 8 + 8 * 3 + 3)
  }

  @Test("the same trial gives the same bits", arguments: [1, 2] as [UInt64])
  func isDeterministic(seed: UInt64) throws {
    let spec = makeSpec(loss: "mixed", schedule: late, seed: seed)
    let dataset = makeDataset(train: Clusters(count: 50))
    let (first, second) = try (
      TrialTraining.run(spec, on: dataset), TrialTraining.run(spec, on: dataset)
    )
    #expect(first.curve == second.curve)
    #expect(first.test == second.test)
    #expect(first.train == second.train)
    #expect(first.testPredictions == second.testPredictions)
  }

  @Test("another seed gives another curve")
  func seedsMatter() throws {
    let dataset = makeDataset(train: Clusters(count: 50))
    let curves = try [1, 2].map {
      try TrialTraining.run(makeSpec(seed: $0), on: dataset).curve
    }
    #expect(curves[0] != curves[1])
  }

  @Test("arms of one seed are the same bits until their losses part")
  func armsShareRandomNumbers() throws {
    let dataset = makeDataset(train: Clusters(count: 64))
    let plain = try TrialTraining.run(makeSpec(epochs: 4), on: dataset)
    let mixed = try TrialTraining.run(
      makeSpec(loss: "mixed", schedule: late, epochs: 4), on: dataset)
    #expect(plain.curve.prefix(2) == mixed.curve.prefix(2))
    #expect(plain.curve[3].meanLoss != mixed.curve[3].meanLoss)
  }

  @Test("every epoch visits each example once, in an order of its own, the same for every arm")
  func ordersAreShuffled() throws {
    func epochs(_ loss: String) throws -> [[Int32]] {
      let train = Clusters(count: 50)
      _ = try TrialTraining.run(
        makeSpec(loss: loss, epochs: 2), on: makeDataset(train: train))
      let batches = train.requests.all
      #expect(batches.prefix(8).map(\.count) == [16, 16, 16, 2, 16, 16, 16, 2])
      return [Array(batches[0..<4].joined()), Array(batches[4..<8].joined())]
    }
    let orders = try epochs("cross-entropy")
    #expect(orders.allSatisfy { $0.sorted() == Array(0..<50) })
    #expect(orders[0] != orders[1])
    #expect(orders[0] != Array(0..<50))
    #expect(try epochs("expectation") == orders)
  }

  @Test("the curve holds steps, α and learning rate of each epoch's last step")
  func curveIsComplete() throws {
    let result = try TrialTraining.run(
      makeSpec(loss: "mixed", schedule: late, epochs: 4),
      on: makeDataset(train: Clusters(count: 40)))
    #expect(result.curve.map(\.epoch) == [1, 2, 3, 4])
    #expect(result.curve.map(\.step) == [3, 6, 9, 12])
    #expect(result.curve.map(\.learningRate) == [0.1, 0.1, 0.1, 0.1])
    let alphas = [2, 5, 8, 11].map { max(0, Double($0) / 12 - 0.5) / 0.5 * 0.9 }
    for (found, expected) in zip(result.curve.map(\.alpha), alphas) {
      #expect(abs(found - expected) < 1e-12)
    }
    #expect(result.curve[0].meanWeight == 1)
    #expect(result.curve[3].meanWeight < 1)
  }

  @Test("a batch larger than the training part is one step of all examples")
  func batchIsClamped() throws {
    let result = try TrialTraining.run(
      makeSpec(epochs: 2, batchSize: 512), on: makeDataset(train: Clusters(count: 20)))
    #expect(result.curve.map(\.step) == [1, 2])
  }

  @Test("a loss that stops being finite ends the trial and is recorded with its step")
  func divergenceIsAnOutcome() throws {
    let result = try TrialTraining.run(
      makeSpec(epochs: 50, peak: 100),
      on: makeDataset(train: Clusters(count: 48, scale: 1e18)))
    guard case .diverged(let step) = result.outcome else {
      Issue.record("found \(result.outcome), expected a divergence")
      return
    }
    #expect((0...150).contains(step))
    #expect(result.test == nil && result.train == nil && result.testPredictions.isEmpty)
    #expect(result.curve.allSatisfy { $0.meanLoss.isFinite })
  }

  @Test("a wish to stop is honoured before the next step")
  func stops() throws {
    var finished = 0
    #expect(throws: TrainingError.interrupted(step: 5, totalSteps: 9)) {
      _ = try TrialTraining.run(
        makeSpec(), on: makeDataset(train: Clusters(count: 48)),
        shouldStop: { finished == 5 }, progress: { step, _ in finished = step })
    }
  }

  @Test("progress counts every step once")
  func reportsProgress() throws {
    var steps: [Int] = []
    _ = try TrialTraining.run(
      makeSpec(), on: makeDataset(train: Clusters(count: 48)),
      progress: { step, total in
        steps.append(step)
        #expect(total == 9)
      })
    #expect(steps == Array(1...9))
  }

  @Test("an empty part is an error that names it", arguments: ["training", "test"])
  func emptyPart(part: String) throws {
    let dataset = makeDataset(
      train: Clusters(count: part == "training" ? 0 : 9),
      test: Clusters(count: part == "test" ? 0 : 9))
    let error = TrainingError.emptyPart(dataset: "clusters", part: part)
    #expect(throws: error) { _ = try TrialTraining.run(makeSpec(), on: dataset) }
    #expect(
      error.description
        == "clusters: the \(part) part has no examples; expected at least one; "
        + "correct the split in its manifest, or hold out less with validation in the suite")
  }

  @Test("an interruption says where it was and what to do")
  func interruptionText() {
    #expect(
      TrainingError.interrupted(step: 3, totalSteps: 9).description
        == "stopped at step 3 of 9; the same command trains this trial again")
  }
}
