import Core
import DataStore
import Records
import ResultStore
import TestSupport
import Testing
import Training

@testable import Experiments

@Suite("Prepared datasets") struct PreparedDatasetsTests {
  private func spec(
    _ dataset: String = "builtin-tables", seed: UInt64 = 1, validation: Double? = nil,
    _ noise: LabelNoise? = nil
  ) throws -> TrialSpec {
    var suite = makeSuite(seeds: 1)
    suite.tasks[0].dataset = dataset
    var spec = try TrialPlan(suite, library: testLibrary).trials[0].spec
    (spec.seed, spec.validation, spec.labelNoise) = (seed, validation, noise)
    return spec
  }

  private func values(_ part: any ExampleSource, of shape: ExampleShape) -> [Float] {
    let indices = (0..<Int32(part.count)).map { $0 }
    var values = [Float](repeating: 0, count: part.count * shape.elementCount)
    var span = values.mutableSpan
    part.gather(indices.span, into: &span)
    return values
  }

  @Test("values are kept while they fit, the ones used last, and at least one")
  func recentlyUsed() {
    var cache = RecentlyUsed<String, Int>(mostBytes: 10)
    for (key, value) in [("a", 1), ("b", 2)] { cache.keep(value, bytes: 4, for: key) }
    #expect(cache.value(for: "a") == 1)
    cache.keep(3, bytes: 4, for: "c")
    #expect(cache.value(for: "b") == nil && cache.value(for: "a") == 1)
    #expect(cache.value(for: "c") == 3 && cache.bytes == 8)
    cache.keep(4, bytes: 40, for: "d")
    #expect(cache.value(for: "d") == 4 && cache.value(for: "a") == nil && cache.bytes == 40)
    cache.keep(5, bytes: 1, for: "d")
    #expect(cache.value(for: "d") == 5 && cache.bytes == 1)
  }

  @Test("seeds and levels of noise share their examples and differ in labels alone")
  func sharing() throws {
    let datasets = PreparedDatasets(testLibrary)
    let clean = try datasets.dataset(for: spec())
    let before = datasets.keptBytes
    for seed in 1...8 as ClosedRange<UInt64> {
      for rate in [0.2, 0.4] {
        let noisy = try datasets.dataset(
          for: spec(seed: seed, LabelNoise(kind: .symmetric, rate: rate)))
        #expect(noisy.train.labels != clean.train.labels)
      }
    }
    // Of sixteen preparations, a label and a mark of each example: far from sixteen times the inputs.
    #expect(datasets.keptBytes == before + 16 * 5 * clean.train.count)
  }

  @Test("memory does not grow with seeds, and what was dropped comes back the same")
  func bounded() throws {
    let one = PreparedDatasets(testLibrary)
    let noise = LabelNoise(kind: .instance, rate: 0.2)
    let first = try one.dataset(for: spec(validation: 0.2, noise))
    let bytes = one.keptBytes
    let datasets = PreparedDatasets(testLibrary, mostBytes: bytes)
    for seed in 1...6 as ClosedRange<UInt64> {
      _ = try datasets.dataset(for: spec(seed: seed, validation: 0.2, noise))
      #expect(datasets.keptBytes <= 2 * bytes)
    }
    let again = try datasets.dataset(for: spec(validation: 0.2, noise))
    #expect(again.train.labels == first.train.labels && again.mislabelled == first.mislabelled)
    #expect(values(again.train, of: again.shape) == values(first.train, of: first.shape))
    let (held, heldAgain) = try (#require(first.validation), #require(again.validation))
    #expect(held.labels == heldAgain.labels)
    #expect(values(held, of: first.shape) == values(heldAgain, of: first.shape))
  }

  @Test("a worker that goes on to a seed with another vocabulary trains what it would alone")
  func vocabularies() throws {
    var suite = makeSuite(seeds: 3)
    suite.tasks[0].dataset = "builtin-text"
    suite.tasks[0].model = resolved(.models, "fasttext", ["width": 4])
    suite.tasks[0].validation = 0.998  // Eight texts are left, of 120 words.
    suite.arms = [suite.arms[0]]
    let plan = try TrialPlan(suite, library: testLibrary)
    let datasets = try plan.trials.map { try testLibrary.prepared(for: $0.spec) }
    try #require(Set(datasets.map(\.shape)).count > 1, "every seed has the same words")
    try withTemporaryFolder { folder in
      let result = try makeRun(plan, in: folder).perform(
        jobs: 1, observer: Witness(), stop: StopRequest())
      #expect(result.recordedCount == 3 && result.failedCount == 0)
      let records = try StoredResults(of: folder, notify: { Issue.record("\($0)") }).records()
      for (trial, dataset) in zip(plan.trials, datasets) {
        let alone = try TrialTraining.run(trial.spec, on: dataset)
        let record = try #require(records.first { $0.key == trial.key })
        #expect(
          record.testPredictions == TrialRecord.encode(predictions: alone.testPredictions))
        #expect(record.parameterCount == alone.parameterCount && record.curve == alone.curve)
      }
    }
  }

  @Test("a share that holds out nothing, or everything, is refused before anything runs")
  func uselessShares() throws {
    var suite = makeSuite(seeds: 1)
    func message() -> String? {
      let error = #expect(throws: SuiteError.self) {
        _ = try TrialPlan(suite, library: testLibrary)
      }
      return error?.description
    }
    suite.tasks[0].validation = 1e-5
    #expect(
      message()
        == "suite tiny: validation 1e-05 holds out 0 of the 6000 training examples of "
        + "builtin-tables; expected at least 1 and not all; choose another share")
    suite.tasks[0].validation = nil
    suite.tuning = SuiteTuning(seedCount: 1, validation: 0.99999)
    #expect(message()?.contains("validation 0.99999 holds out 6000 of the 6000") == true)
  }
}
