import Core
import DataStore
import Foundation
import Records
import TestSupport
import Testing
import Training

@testable import Experiments

@Suite("Stage trees") struct StageTreeTests {
  /// A trial of some steps, planned without any data.
  private func trial(
    _ arm: String, _ loss: String, _ schedule: Component, seed: UInt64 = 1, epochs: Int = 10,
    rate: Component = Component("constant", ["peak": 0.1]),
    change: (inout TrialSpec) -> Void = { _ in }
  ) throws -> PlannedTrial {
    var spec = TrialSpec(
      dataset: "digits", model: resolved(.models, "mlp"),
      arm: ArmSpec(
        id: arm, loss: resolved(.losses, loss),
        schedule: resolved(
          .mixingSchedules, schedule.id, schedule.settings),
        optimizer: resolved(.optimizers, "sgd"),
        learningRateSchedule: resolved(.learningRates, rate.id, rate.settings)),
      seed: seed, epochs: epochs, batchSize: 10, threads: 1)
    change(&spec)
    var keys = TrialKeyCache()
    return try PlannedTrial(
      spec,
      data: DataFacts(
        version: 1, files: [], decodedDigest: "0", trainCount: 100, testCount: 10, classes: [],
        bayesAccuracy: nil), keys: &keys)
  }

  private let none = Component("constant", ["alphaMax": 0])
  private func late(_ start: Double, most: Double = 0.9) -> Component {
    Component("step", ["start": start, "alphaMax": most])
  }

  private func shape(_ tree: StageTree) -> [String] {
    tree.stages.map { stage in
      "\(stage.steps) \(stage.trials.map { tree.trials[$0].spec.arm.id }) "
        + "ends \(stage.endings.map { tree.trials[$0].spec.arm.id })"
    }
  }

  @Test("trials with nothing to train on are refused, and not left out", arguments: [true, false])
  func nothingToTrain(isShared: Bool) throws {
    let plan = try TrialPlan(makeSuite(seeds: 1), library: testLibrary)
    var keys = TrialKeyCache()
    let data = plan.trials[0].data
    let empty = try PlannedTrial(
      plan.trials[0].spec, data: data, heldOutCount: data.trainCount, keys: &keys)
    #expect(throws: TrainingError.emptyPart(dataset: "builtin-tables", part: "training")) {
      _ = try StageTree([empty, plan.trials[1]], isShared: isShared)
    }
  }

  @Test("arms part where their losses do, whatever their names and the order they come in")
  func arms() throws {
    let trials = try [
      trial("half", "mixed", late(0.5)), trial("ce", "cross-entropy", none),
      trial("late", "mixed", late(0.7)), trial("later", "mixed", late(0.7, most: 0.5)),
      trial("focal", "focal", none), trial("twin", "mixed", Component("constant", ["alphaMax": 0])),
    ]
    let tree = try StageTree(trials)
    #expect(
      shape(tree) == [
        "0..<50 [\"half\", \"ce\", \"late\", \"later\", \"twin\"] ends []",
        "50..<100 [\"half\"] ends [\"half\"]",
        "50..<70 [\"ce\", \"late\", \"later\", \"twin\"] ends []",
        "70..<100 [\"ce\", \"twin\"] ends [\"ce\", \"twin\"]",
        "70..<100 [\"late\"] ends [\"late\"]", "70..<100 [\"later\"] ends [\"later\"]",
        "0..<100 [\"focal\"] ends [\"focal\"]",
      ])
    #expect(tree.stepCount == 50 + 50 + 20 + 90 + 100 && tree.separateStepCount == 600)
    #expect(tree.roots == [0, 6])
    for (index, stage) in tree.stages.enumerated() {
      for child in stage.children {
        #expect(tree.stages[child].parent == index && child > index)
        #expect(tree.stages[child].steps.lowerBound == stage.steps.upperBound)
      }
    }
  }

  @Test("a trial that ends where a longer one goes on is a prefix of it")
  func lengths() throws {
    let trials = try [
      trial("short", "cross-entropy", none, epochs: 4), trial("long", "cross-entropy", none),
    ]
    let tree = try StageTree(trials)
    #expect(
      shape(tree) == [
        "0..<40 [\"short\", \"long\"] ends [\"short\"]", "40..<100 [\"long\"] ends [\"long\"]",
      ])
    let cosine = Component("cosine", ["peak": 0.1])
    let apart = try StageTree([
      trial("short", "cross-entropy", none, epochs: 4, rate: cosine),
      trial("long", "cross-entropy", none, rate: cosine),
    ])
    #expect(apart.stepCount >= 139)  // The first step of a cosine is its peak for both.
  }

  @Test("anything else that differs keeps trials apart")
  func apart() throws {
    let changes: [(inout TrialSpec) -> Void] = [
      { $0.seed = 2 }, { $0.batchSize = 20 }, { $0.threads = 2 }, { $0.precision = "bf16" },
      { $0.augmentation = Augmentation(shift: 1) }, { $0.preprocessing = ["scaling": "none"] },
      { $0.model = resolved(.models, "mlp", ["width": 3]) }, { $0.dataset = "letters" },
      { $0.arm.optimizer = resolved(.optimizers, "adamw") }, { $0.validation = 0.1 },
      { $0.labelNoise = LabelNoise(kind: .symmetric, rate: 0.1) },
      { $0.selection = .bestValidation }, { $0.isTuning = true },
    ]
    for change in changes {
      let trials = try [
        trial("a", "cross-entropy", none), trial("b", "cross-entropy", none, change: change),
      ]
      #expect(try StageTree(trials).stages.count == 2)
    }
    let twins = try [trial("a", "cross-entropy", none), trial("b", "cross-entropy", none)]
    #expect(try StageTree(twins).stages.count == 1)
    #expect(try StageTree(twins, isShared: false).stages.count == 2)
  }

  @Test("a trial whose steps depend on records shares nothing")
  func ofItsOwn() throws {
    let trials = try [
      trial("a", "cross-entropy", none),
      trial("matched", "cross-entropy", none) { $0.matchedTrial = "key" },
      trial("adaptive", "mixed", none) {
        $0.arm.schedule = Component(
          "training-accuracy", ["from": 0.5, "to": 1, "alphaMax": 0.8, "exponent": 1])
      },
    ]
    #expect(Set(try StageTree(trials).stages.map(\.trials)) == [[0], [1], [2]])
  }

  @Test("seeds that miss other trials have trees of their own, without forks where nothing parts")
  func missing() throws {
    let all = try ([1, 2] as [UInt64]).flatMap { seed in
      try [
        trial("ce", "cross-entropy", none, seed: seed),
        trial("half", "mixed", late(0.5), seed: seed),
        trial("late", "mixed", late(0.7), seed: seed),
      ]
    }
    let tree = try StageTree(all.filter { !($0.spec.seed == 2 && $0.spec.arm.id == "half") })
    #expect(
      tree.stages.map(\.steps) == [
        0..<50, 50..<70, 70..<100, 70..<100, 50..<100, 0..<70, 70..<100, 70..<100,
      ])
    let outlines = StageOutline.outlines(of: tree)
    #expect(outlines.map(\.seeds) == [[1], [2]])
    #expect(outlines[1].branches.map(\.end) == [70])
    #expect(outlines[1].branches[0].branches.map(\.arms) == [["ce"], ["late"]])
    #expect(StageOutline.outlines(of: try StageTree(all)).map(\.seeds) == [[1, 2]])
  }

  @Test("cross entropy and eight mixed arms from 0.7 on take at most 40 % of the steps")
  func saving() throws {
    let home = Home(folder: Repository.root)
    let suite = try home.suites.suite(named: Self.file.path, datasets: testLibrary.ids())
    let plan = try TrialPlan(suite, library: testLibrary)
    #expect(suite.arms.count == 9 && plan.trials[0].spec.model.id == "cnn-small")
    let tree = try StageTree(plan.trials)
    #expect(Double(tree.stepCount) <= 0.4 * Double(tree.separateStepCount))
    #expect(tree.stages.count == suite.seedCount * 11)  // α is still 0 at the first step of a rise.
  }

  private static let file = Repository.root.appending(path: "Tests/Suites/shared-prefix.yaml")

  @Test("a tree without tokens in common is a list, and nothing is an empty tree")
  func extremes() throws {
    #expect(try StageTree([]).stages.isEmpty)
    let one = try StageTree([trial("a", "focal", none)])
    #expect(one.stages.count == 1 && one.stages[0].endings == [0])
  }
}
