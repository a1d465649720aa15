import Core
public import DataStore
import Engine
public import Foundation
import Models
public import Records
import Training

/// Trains one trial and writes its weights, its test part and a card.
///
/// Training is a pure function of the trial, so the weights need not have been kept: they come out
/// again, bit for bit on the same machine.
public struct TrialExport {
  private let trial: PlannedTrial
  private let matched: [TrialRecord.EpochPoint]?
  private let library: DatasetLibrary
  private let environment: EnvironmentFacts
  private let command: String

  /// Chooses the one trial of a plan that passes a filter and has a seed.
  ///
  /// - Parameters:
  ///   - plan: the trials, and what they take settings from.
  ///   - filter: which of them is meant.
  ///   - seed: its seed.
  ///   - run: where the records are that the trial depends on, if it does.
  ///   - library: where datasets come from.
  ///   - environment: what computes.
  ///   - command: the command that writes the files again, for the card.
  /// - Throws: ``ExportError`` when the plan holds none or several, or when records are missing; an
  ///   error of the run folder.
  public init(
    _ plan: TrialPlan, filter: TrialFilter, seed: UInt64, run: RecordedRun,
    library: DatasetLibrary, environment: EnvironmentFacts, command: String
  ) throws {
    guard seed >= 1, seed <= UInt64(plan.suite.seedCount) else {
      throw ExportError.noSeed(suite: plan.suite.id, seed: seed, count: plan.suite.seedCount)
    }
    let trials = try run.settled(plan).trials
      .filter { $0.spec.seed == seed && filter.passes($0.spec) }
    guard let first = trials.first, trials.count == 1 else {
      throw ExportError.severalTrials(
        suite: plan.suite.id, count: trials.count, examples: trials.prefix(2).map(\.title),
        filter: trials.first.map { TrialFilter.text(naming: $0.spec, of: plan.suite) } ?? "")
    }
    trial = first
    matched = try run.matchedCurve(of: first)
    self.library = library
    self.environment = environment
    self.command = command
  }

  /// Trains the trial and writes `weights.safetensors`, `test.safetensors` and `card.json`.
  ///
  /// - Parameters:
  ///   - folder: where the files go; it is created.
  ///   - stop: looked at before each step.
  ///   - progress: told the steps finished and their total.
  /// - Returns: the files, in the order they were written.
  /// - Throws: ``ExportError/diverged(title:step:)``, an error of the data or of training.
  public func write(
    to folder: URL, stop: StopRequest, progress: (_ finished: Int, _ total: Int) -> Void
  ) throws -> [URL] {
    let dataset = try library.prepared(for: trial.spec)
    var weights: [CompiledNetwork.StateTensor] = []
    let moment = RecordMaker.Moment()
    let result = try TrialTraining.run(
      trial.spec, on: dataset, matched: matched, shouldStop: { stop.isMade }, progress: progress,
      finished: { network in
        weights = try network.parameterDescriptions.map { description in
          CompiledNetwork.StateTensor(
            name: description.name, shape: description.shape,
            values: try network.parameter(description.name))
        }
      })
    var cost = PathCost()
    cost.add(result.trainingTime, steps: trial.stepCount, sharedBy: 1)
    let record = RecordMaker(environment: environment, jobs: 1).record(
      of: trial, result, cost: cost, since: moment)
    if case .diverged(let step) = record.outcome {
      throw ExportError.diverged(title: trial.title, step: step)
    }
    var digests: [String: String] = [:]
    var files: [URL] = []
    func put(_ name: String, _ data: Data) throws {
      let url = folder.appending(path: name)
      try AtomicFile.write(data, to: url)
      var digest = DigestStream()
      digest.update(data)
      digests[name] = digest.hexadecimal()
      files.append(url)
    }
    let metadata = ["model": try CanonicalJSON.text(trial.spec.model), "key": trial.key]
    try put(
      "weights.safetensors", try TensorFile(tensors: weights, metadata: metadata).encoded())
    try put("test.safetensors", try Self.testPart(dataset, metadata))
    let card = try card(of: record, on: dataset, digests)
    try put("card.json", try CanonicalJSON.document(card))
    return files
  }

  /// The preprocessed test part as the network reads it, with labels and true lengths.
  private static func testPart(_ dataset: PreparedDataset, _ metadata: [String: String]) throws
    -> Data
  {
    let test = dataset.test
    let indices = (0..<Int32(test.count)).map { $0 }
    var inputs = [Float](repeating: 0, count: test.count * dataset.shape.elementCount)
    var span = inputs.mutableSpan
    test.gather(indices.span, into: &span)
    var tensors = [
      CompiledNetwork.StateTensor(
        name: "inputs", shape: [test.count] + dataset.shape.dimensions, values: inputs),
      CompiledNetwork.StateTensor(
        name: "labels", shape: [test.count], values: test.labels.map(Float.init)),
    ]
    if let lengths = test.lengths {
      tensors.append(
        CompiledNetwork.StateTensor(
          name: "lengths", shape: [test.count], values: lengths.map(Float.init)))
    }
    return try TensorFile(tensors: tensors, metadata: metadata).encoded()
  }

  private func card(
    of record: TrialRecord, on dataset: PreparedDataset, _ digests: [String: String]
  ) throws -> ModelCard {
    let entry = try ModelCatalogue.all.resolve(trial.spec.model).entry
    let vocabulary: Int? =
      if case .tokens(_, let vocabulary) = dataset.shape { vocabulary } else { nil }
    let cardinalities: [Int]? =
      if case .mixed(_, let cardinalities) = dataset.shape { cardinalities } else { nil }
    return ModelCard(
      summary: entry.summary, citation: entry.citation, inputShape: dataset.shape.dimensions,
      vocabulary: vocabulary, cardinalities: cardinalities, classes: dataset.classes,
      record: record, command: command, files: digests)
  }
}
