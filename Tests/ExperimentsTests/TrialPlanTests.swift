import Core
import DataStore
import Records
import Testing

@testable import Experiments

@Suite struct TrialPlanTests {
  @Test("a plan is tasks, then arms, then seeds, the same every time")
  func order() throws {
    let (first, second) = try (
      TrialPlan(makeSuite(seeds: 3), library: testLibrary),
      TrialPlan(makeSuite(seeds: 3), library: testLibrary)
    )
    #expect(first.trials == second.trials)
    #expect(
      first.trials.map(\.spec.arm.id) == ["ce", "ce", "ce", "mixed", "mixed", "mixed"])
    #expect(first.trials.map(\.spec.seed) == [1, 2, 3, 1, 2, 3])
    #expect(first.datasets == ["builtin-tables"])
  }

  @Test("steps count whole and short batches of every epoch")
  func steps() throws {
    let plan = try TrialPlan(makeSuite(epochs: 3), library: testLibrary)
    #expect(plan.trials[0].data.trainCount == 6000)
    #expect(plan.trials[0].stepCount == 3 * 12)
  }

  @Test("more seeds leave the keys of fewer as they were")
  func seedsExtend() throws {
    let few = try TrialPlan(makeSuite(seeds: 2), library: testLibrary).trials.map(\.key)
    let many = try TrialPlan(makeSuite(seeds: 4), library: testLibrary).trials.map(\.key)
    #expect(Set(few).isSubset(of: many))
    #expect(Set(many).count == 8)
  }

  @Test("an augmentation is part of a trial's key; without one, keys are what they were")
  func augmentation() throws {
    var suite = makeSuite(seeds: 1)
    suite.tasks[0].dataset = "builtin-images"
    let plain = try TrialPlan(suite, library: testLibrary).trials
    suite.tasks[0].augmentation = Augmentation(padCrop: 2, flip: true)
    let changed = try TrialPlan(suite, library: testLibrary).trials
    #expect(changed[0].spec.augmentation == Augmentation(padCrop: 2, flip: true))
    #expect(changed[0].key != plain[0].key)
    #expect(!(try CanonicalJSON.text(plain[0].spec)).contains("augmentation"))
    #expect((try CanonicalJSON.text(changed[0].spec)).contains("\"padCrop\":2"))
  }

  @Test("preprocessing of a task reaches the data, is part of the key, and has to be known")
  func preprocessing() throws {
    var suite = makeSuite(seeds: 1)
    let plain = try TrialPlan(suite, library: testLibrary).trials[0]
    suite.tasks[0].preprocessing = ["categories": "ids", "scaling": "robust"]
    let changed = try TrialPlan(suite, library: testLibrary).trials[0]
    #expect(changed.key != plain.key)
    #expect(!(try CanonicalJSON.text(plain.spec)).contains("preprocessing"))
    guard case .features = try testLibrary.prepared(for: plain.spec).shape,
      case .mixed(_, let cardinalities) = try testLibrary.prepared(for: changed.spec).shape
    else {
      Issue.record("the shapes are not those of features and ids")
      return
    }
    #expect(cardinalities.count == 3)
    var wrong = changed.spec
    wrong.preprocessing = ["scalling": "robust"]
    let error = #expect(throws: DatasetError.self) { try testLibrary.prepared(for: wrong) }
    #expect(
      error?.description
        == "builtin-tables: unknown key \"preprocessing.scalling\"; did you mean \"scaling\"?; "
        + "correct preprocessing in the suite")
    wrong.dataset = "builtin-text"
    wrong.preprocessing = ["length": "5", "ngrams": "2", "buckets": "50"]
    #expect(try testLibrary.prepared(for: wrong).shape.elementCount == 9)
    wrong.dataset = "builtin-images"
    #expect(throws: DatasetError.self) { try testLibrary.prepared(for: wrong) }
    wrong.dataset = "builtin-series"
    wrong.preprocessing = ["normalization": "none"]
    #expect(try testLibrary.prepared(for: wrong).train.count == 3000)
  }

  @Test("tables cannot be augmented")
  func augmentedTable() {
    var suite = makeSuite(seeds: 1)
    suite.tasks[0].augmentation = Augmentation(flip: true)
    let error = #expect(throws: SuiteError.self) {
      _ = try TrialPlan(suite, library: testLibrary)
    }
    #expect(
      error?.description
        == "suite tiny: found an augmentation for builtin-tables, which holds tables; expected "
        + "images; write augmentation in the tasks with pictures, or augmentation: none in this one"
    )
  }

  @Test("a filter keeps what matches all its names")
  func filters() throws {
    func arms(_ filter: String) throws -> [String] {
      try TrialPlan(makeSuite(seeds: 1), library: testLibrary, filter: TrialFilter(filter))
        .trials.map(\.spec.arm.id)
    }
    #expect(try arms("arm=mixed") == ["mixed"])
    #expect(try arms("arm=mixed,arm=ce") == ["ce", "mixed"])
    #expect(try arms("dataset=builtin-tables,model=mlp") == ["ce", "mixed"])
  }

  @Test(
    "a filter that cannot be meant is one line",
    arguments: [
      ("arm", "--only: found \"arm\"; expected name=value, such as --only dataset=iris,arm=mixed"),
      ("arms=mixed", "--only arms=…: unknown part \"arms\"; did you mean \"arm\"?"),
      ("arm=mixd", "--only arm=mixd: suite tiny has no arm \"mixd\"; did you mean \"mixed\"?"),
      (
        "model=cnn-small",
        "--only model=cnn-small: suite tiny has no model \"cnn-small\"; known: mlp"
      ),
    ])
  func badFilters(filter: String, expected: String) {
    let error = #expect(throws: SuiteError.self) {
      _ = try TrialPlan(makeSuite(), library: testLibrary, filter: TrialFilter(filter))
    }
    #expect(error?.description == expected)
    #expect(error?.kind == .usage)
  }
}

@Suite struct TrialKeyTests {
  private let key = TrialKey(
    spec: TrialSpec(
      dataset: "iris", model: Component("mlp", ["width": 8]),
      arm: ArmSpec(
        id: "mixed", loss: Component("mixed"),
        schedule: Component("linear", ["start": 0.5, "alphaMax": 0.9]),
        optimizer: Component("sgd", ["momentum": 0.9]),
        learningRateSchedule: Component("constant", ["peak": 0.1])),
      seed: 3, epochs: 2, batchSize: 16, threads: 1),
    decodedDigest: "ab", numerics: 1, oneDNN: "2.6.3", instructionSet: "avx2")

  /// The digest was made by `printf '%s' "$text" | sha256sum`.
  @Test("the text behind a key is canonical and its digest is SHA-256")
  func isStable() throws {
    #expect(
      try CanonicalJSON.text(key)
        == #"{"decodedDigest":"ab","instructionSet":"avx2","numerics":1,"oneDNN":"2.6.3","#
        + #""recordFormat":2,"spec":{"arm":{"id":"mixed","#
        + #""learningRateSchedule":{"id":"constant","settings":{"peak":0.1}},"#
        + #""loss":{"id":"mixed","settings":{}},"#
        + #""optimizer":{"id":"sgd","settings":{"momentum":0.9}},"#
        + #""schedule":{"id":"linear","settings":{"alphaMax":0.9,"start":0.5}}},"#
        + #""batchSize":16,"dataset":"iris","epochs":2,"#
        + #""model":{"id":"mlp","settings":{"width":8}},"seed":3,"threads":1}}"#)
    #expect(
      try key.hexadecimal() == "87e4a3c143c073c7e12c2653f1b1ad3195ccb3610803890dbdf22fc6cb85bff2")
  }

  @Test("whatever may change a bit of the result changes the key")
  func dependsOnEverything() throws {
    var changed: [TrialKey] = []
    func change(_ body: (inout TrialKey) -> Void) {
      var copy = key
      body(&copy)
      changed.append(copy)
    }
    change { $0.spec.seed = 4 }
    change { $0.spec.epochs = 3 }
    change { $0.spec.batchSize = 17 }
    change { $0.spec.threads = 2 }
    change { $0.spec.dataset = "adult" }
    change { $0.spec.model.settings["width"] = 9 }
    change { $0.spec.arm.schedule.settings["start"] = 0.6 }
    change { $0.spec.arm.loss.id = "expectation" }
    change { $0.spec.arm.optimizer.settings["momentum"] = 0.8 }
    change { $0.spec.arm.learningRateSchedule.settings["peak"] = 0.2 }
    change { $0.decodedDigest = "cd" }
    change { $0.numerics = 2 }
    change { $0.oneDNN = "3.0.0" }
    change { $0.instructionSet = "avx512_core" }
    change { $0.recordFormat = 3 }
    change { $0.spec.labelNoise = LabelNoise(kind: .pair, rate: 0.2) }
    change { $0.spec.labelNoise = LabelNoise(kind: .symmetric, rate: 0.2) }
    change { $0.spec.validation = 0.1 }
    change { $0.spec.selection = .bestValidation }
    change { $0.spec.matchedTrial = "ef" }
    change { $0.spec.isTuning = true }
    change { $0.spec.arm.learningRateMatches = "mixed" }
    let keys = try ([key] + changed).map { try $0.hexadecimal() }
    #expect(Set(keys).count == changed.count + 1)
  }
}
