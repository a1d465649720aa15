import Core
import Records
import Testing
import Training

@Suite struct StepTraceTests {
  private let late = Component("linear", ["start": 0.5, "end": 1, "alphaMax": 0.9])

  private func point(_ epoch: Int, accuracy: Double = 0, weight: Double = 1)
    -> TrialRecord.EpochPoint
  {
    TrialRecord.EpochPoint(
      epoch: epoch, step: 4 * epoch, alpha: 0, learningRate: 0.1, meanLoss: 1,
      runningAccuracy: accuracy, meanWeight: weight)
  }

  @Test("α and the learning rate are those of the schedules at the step")
  func plain() throws {
    let trace = try StepTrace(makeSpec(loss: "mixed", schedule: late, epochs: 2), stepsPerEpoch: 4)
    #expect(trace.totalSteps == 8 && !trace.isOfItsOwn)
    let alphas = (0..<8).map { trace.values(at: $0, after: []).alpha }
    for (found, expected) in zip(alphas, [0, 0, 0, 0, 0, 0.225, 0.45, 0.675]) {
      #expect(abs(found - expected) < 1e-12)
    }
    #expect((0..<8).allSatisfy { trace.values(at: $0, after: []).learningRate == 0.1 })
  }

  @Test("an adaptive schedule holds what the recorded epochs say, and shares nothing")
  func adaptive() throws {
    let schedule = Component(
      "training-accuracy", ["from": 0.5, "to": 1, "alphaMax": 0.8, "exponent": 1])
    let trace = try StepTrace(
      makeSpec(loss: "mixed", schedule: schedule, epochs: 3), stepsPerEpoch: 4)
    #expect(trace.isOfItsOwn)
    #expect(trace.values(at: 3, after: []).alpha == 0)
    #expect(abs(trace.values(at: 4, after: [point(1, accuracy: 0.75)]).alpha - 0.4) < 1e-12)
    let later = [point(1, accuracy: 0.75), point(2, accuracy: 0.6)]
    #expect(abs(trace.values(at: 11, after: later).alpha - 0.4) < 1e-12)
  }

  @Test("a matched trial's learning rate is multiplied by the recorded mean weight of its epoch")
  func matched() throws {
    var spec = makeSpec(epochs: 2)
    spec.arm.learningRateMatches = "mixed"
    let curve = [point(1, weight: 1), point(2, weight: 0.25)]
    let trace = try StepTrace(spec, stepsPerEpoch: 4, matched: curve)
    let rates = (0..<8).map { trace.values(at: $0, after: []).learningRate }
    #expect(rates == [0.1, 0.1, 0.1, 0.1, 0.025, 0.025, 0.025, 0.025])
    #expect(trace.isOfItsOwn)
    #expect(try StepTokens(spec, stepCount: 8) == nil)
  }

  @Test("a matched trial without the weights of every epoch is refused by name")
  func unmatched() throws {
    var spec = makeSpec(epochs: 2)
    spec.arm.learningRateMatches = "mixed"
    for curve in [nil, [], [point(1)]] as [[TrialRecord.EpochPoint]?] {
      let error = TrainingError.unmatched(arm: "mixed", found: curve?.count ?? 0, epochs: 2)
      #expect(throws: error) { _ = try StepTrace(spec, stepsPerEpoch: 4, matched: curve) }
    }
    #expect(
      TrainingError.unmatched(arm: "mixed", found: 1, epochs: 2).description
        == "the learning rate matches arm mixed, which recorded mean weights of 1 epochs; "
        + "expected 2; look whether its trial of this seed diverged")
  }

  @Test(
    "a run at α = 0 is bit-identical to a run of cross entropy",
    arguments: ["mixed", "mixed-rescaled"])
  func alphaZero(loss: String) throws {
    let dataset = makeDataset(train: Clusters(count: 50))
    let plain = try TrialTraining.run(makeSpec(epochs: 4), on: dataset)
    let mixed = try TrialTraining.run(makeSpec(loss: loss, epochs: 4), on: dataset)
    #expect(plain.curve == mixed.curve)
    #expect(plain.test == mixed.test && plain.train == mixed.train)
    #expect(plain.testPredictions == mixed.testPredictions)
  }

  @Test("an adaptive trial trains each epoch with the α that its curve gives, the same every time")
  func adaptiveRun() throws {
    let schedule = Component(
      "training-accuracy", ["from": 0.2, "to": 0.9, "alphaMax": 0.8, "exponent": 1])
    let spec = makeSpec(loss: "mixed", schedule: schedule, epochs: 5)
    let dataset = makeDataset(train: Clusters(count: 60))
    let curve = try TrialTraining.run(spec, on: dataset).curve
    let trace = try StepTrace(spec, stepsPerEpoch: 4)
    #expect(curve.map(\.alpha) == (0..<5).map { trace.epochAlpha(after: Array(curve.prefix($0))) })
    #expect(curve[0].alpha == 0 && curve[4].alpha > 0.1)
    #expect(try TrialTraining.run(spec, on: dataset).curve == curve)
  }
}
