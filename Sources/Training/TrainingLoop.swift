import Core
public import DataStore
public import Engine
import Losses
import Models
public import Records

/// A network on its way through the steps of one trial.
///
/// Order, augmentation and dropout masks are pure functions of the global step, α and learning rate of
/// the step and the curve, so nothing but the network's state and ``state`` is carried from one step
/// to the next. The arm never enters a random stream. A step allocates nothing, takes no lock and
/// writes nothing.
///
/// A loop can be captured between any two steps, and go on from a capture or as another trial that
/// agrees with it so far: a fork.
public struct TrainingLoop {
  /// The network; it belongs to the thread that made the loop.
  public let network: CompiledNetwork
  /// What the loop trains at the moment.
  public private(set) var spec: TrialSpec
  /// The optimizer steps of the whole trial.
  public private(set) var totalSteps: Int
  /// What is carried from one step to the next beside the network's state.
  public private(set) var state = TrainingState()

  private let examples: any ExampleSource
  private let labels: [Int32]
  private let batchSize: Int
  private let stepsPerEpoch: Int
  private let lossContext: LossContext
  private var loss: any Loss
  private var trace: StepTrace
  private let validation: (any ExampleSource)?
  private let orderStream: RandomStream
  private let dropoutStream: RandomStream
  private let augmentationStream: RandomStream
  private let augmentation: Augmentation?

  private var order: [Int32]
  /// The epoch that ``order`` is of; nil before the first step, and after a jump.
  private var orderedEpoch: Int?
  private var batchLabels: [Int32]
  private var batchLengths: [Int32]
  private var cases: CaseOutputs
  /// The α of an adaptive schedule in this epoch, which its earlier epochs decide.
  private var epochAlpha: Double?
  /// The weights before the first step, the same for every loop of a spec; nil where nothing is
  /// watched.
  private let initialWeights: WeightSnapshot?
  private let isMislabelled: [Bool]

  /// The steps finished.
  public var step: Int { state.step }

  /// Initialises the network of a trial, which is compiled unless one is lent.
  ///
  /// - Parameters:
  ///   - spec: what to train.
  ///   - dataset: what to train and test on.
  ///   - matched: the curve of the trial whose mean weights multiply the learning rate, if one's do.
  ///   - network: one that an earlier loop compiled for a trial of the same ``CompilationKey``; its
  ///     state is overwritten. Results do not depend on it.
  ///   - isWatched: whether diagnostics are taken; no bit of the weights depends on it.
  /// - Throws: ``TrainingError``, or an error of the registries, the model or the engine.
  public init(
    _ spec: TrialSpec, on dataset: PreparedDataset, matched: [TrialRecord.EpochPoint]? = nil,
    reusing network: CompiledNetwork? = nil, isWatched: Bool = true
  ) throws {
    self.spec = spec
    examples = dataset.train
    labels = dataset.train.labels
    guard !labels.isEmpty else {
      throw TrainingError.emptyPart(dataset: spec.dataset, part: "training")
    }
    guard dataset.test.count > 0 else {
      throw TrainingError.emptyPart(dataset: spec.dataset, part: "test")
    }
    batchSize = min(spec.batchSize, labels.count)
    stepsPerEpoch = spec.stepsPerEpoch(trainCount: labels.count)
    lossContext = LossContext(trainingLabels: labels, classes: dataset.classes.count)
    loss = try LossCatalogue.make(spec.arm.loss, context: lossContext)
    trace = try StepTrace(spec, stepsPerEpoch: stepsPerEpoch, matched: matched)
    totalSteps = trace.totalSteps
    validation = dataset.validation
    if spec.selection == .bestValidation {
      guard dataset.validation?.count ?? 0 > 0 else {
        throw TrainingError.nothingHeldOut(dataset: spec.dataset)
      }
      state.selection = EpochSelection()
    }
    let stream = spec.commonStream
    orderStream = stream.split("order")
    dropoutStream = stream.split("dropout")
    augmentationStream = stream.split("augmentation")
    augmentation = spec.augmentation
    self.network = try network ?? Self.compile(spec, on: dataset)
    try self.network.initialize(using: stream.split("weights"))
    initialWeights = isWatched ? self.network.weightSnapshot() : nil
    isMislabelled = dataset.mislabelled ?? []
    order = [Int32](repeating: 0, count: labels.count)
    batchLabels = [Int32](repeating: 0, count: batchSize)
    batchLengths = batchLabels
    cases = CaseOutputs(capacity: batchSize)
  }

  /// Compiles the network that a trial trains.
  public static func compile(_ spec: TrialSpec, on dataset: PreparedDataset) throws
    -> CompiledNetwork
  {
    try CompiledNetwork(
      ModelCatalogue.make(spec.model).network(
        input: dataset.shape, classCount: dataset.classes.count),
      batchSize: min(spec.batchSize, dataset.train.count),
      evaluationBatchSize: Evaluator.batchSize,
      optimizer: OptimizerCatalogue.make(spec.arm.optimizer), threads: spec.threads,
      precision: spec.precision.flatMap(Precision.init) ?? .float32)
  }

  // MARK: Capture and fork

  /// Returns the training as it stands between two steps.
  public func capture() throws -> TrainingSnapshot {
    TrainingSnapshot(
      state: state,
      checkpoint: try Checkpoint(of: network, model: spec.model, optimizer: spec.arm.optimizer))
  }

  /// Goes on from a capture instead.
  ///
  /// - Parameters:
  ///   - snapshot: of a trial that agrees with this one up to the snapshot's step.
  ///   - path: the snapshot's name, for messages.
  /// - Throws: ``CheckpointError`` when it is of another model or optimizer; nothing changes then.
  public mutating func restore(_ snapshot: TrainingSnapshot, path: String) throws {
    guard snapshot.state.step <= totalSteps else {
      throw CheckpointError.otherNetwork(
        path: path, found: "training at step \(snapshot.state.step)",
        expected: "at most \(totalSteps) steps")
    }
    try snapshot.checkpoint.restore(
      into: network, model: spec.model, optimizer: spec.arm.optimizer, path: path)
    state = snapshot.state
    orderedEpoch = nil
  }

  /// Goes on as another trial that agrees with this one up to here: same data, model, optimizer,
  /// batch size and seed, and equal ``StepTokens`` so far.
  ///
  /// - Throws: an error of the registries; a trial whose steps depend on records cannot be a fork.
  public mutating func fork(as other: TrialSpec) throws {
    precondition(
      CompilationKey(other) == CompilationKey(spec) && other.seed == spec.seed,
      "a fork must agree with what was trained so far")
    loss = try LossCatalogue.make(other.arm.loss, context: lossContext)
    trace = try StepTrace(other, stepsPerEpoch: stepsPerEpoch)
    totalSteps = trace.totalSteps
    precondition(totalSteps >= step, "a trial of \(totalSteps) steps cannot go on from \(step)")
    spec = other
  }

  /// Calls a closure with the weights in the network that a trial which ends here is scored by.
  func withScoredWeights(_ body: () throws -> Void) throws {
    func averaged() throws { try network.withAveragedWeights(body) }
    guard let selection = state.selection else { return try averaged() }
    try selection.withBest(in: network, averaged)
  }

  // MARK: Steps

  /// Trains one step; returns false, and leaves the weights as they were, when the loss of its batch
  /// is not finite.
  public mutating func advance() throws -> Bool {
    precondition(step < totalSteps, "all \(totalSteps) steps are done")
    let batch = step % stepsPerEpoch
    if batch == 0 { state.totals = LossTotals() }
    if orderedEpoch != step / stepsPerEpoch { writeOrder() }
    let first = batch * batchSize
    let count = min(batchSize, labels.count - first)
    let values = trace.values(at: step, epochAlpha: epochAlpha)
    try forward(first: first, count: count)
    let sums = evaluateLoss(count: count, alpha: values.alpha)
    guard sums.loss.isFinite else { return false }
    try network.backward()
    if initialWeights != nil {
      state.watch.addGradient(of: network, batch: batch, fullBatches: labels.count / batchSize)
    }
    network.update(learningRate: values.learningRate)
    state.totals += sums
    if initialWeights != nil {
      state.watch.add(
        cases, count: count, order: order, first: first, isMislabelled: isMislabelled)
    }
    state.step += 1
    if batch == stepsPerEpoch - 1 { try endEpoch(values) }
    return true
  }

  /// Writes the order of an epoch, which depends on the epoch's number alone.
  private mutating func writeOrder() {
    epochAlpha = trace.epochAlpha(after: state.curve)
    for index in order.indices { order[index] = Int32(index) }
    var stream = orderStream.split(step / stepsPerEpoch)
    stream.shuffle(&order)
    orderedEpoch = step / stepsPerEpoch
  }

  private mutating func forward(first: Int, count: Int) throws {
    for row in 0..<count { batchLabels[row] = labels[Int(order[first + row])] }
    if let lengths = examples.lengths {
      for row in 0..<count { batchLengths[row] = lengths[Int(order[first + row])] }
    }
    let (examples, order) = (examples, order)
    let (augmentation, epoch) = (augmentation, augmentationStream.split(step / stepsPerEpoch))
    try network.forward(
      count: count, mode: .training(dropoutKey: dropoutStream.split(step).key),
      lengths: examples.lengths == nil ? nil : batchLengths
    ) { input in
      let indices = order.span.extracting(first..<first + count)
      if let augmentation {
        examples.gather(indices, changedBy: augmentation, epoch, into: &input)
      } else {
        examples.gather(indices, into: &input)
      }
    }
  }

  private mutating func evaluateLoss(count: Int, alpha: Double) -> LossTotals {
    let labels = batchLabels  // Shares storage: a span of a field would hold the whole loop.
    return network.withLogitsAndGradient { logits, gradient in
      loss.evaluate(
        logits: logits, labels: labels.span.extracting(0..<count),
        classes: network.network.classCount, alpha: alpha, gradientScale: 1 / Float(count),
        gradient: &gradient, cases: &cases)
    }
  }

  private mutating func endEpoch(_ values: StepValues) throws {
    let totals = state.totals
    let count = Double(totals.count)
    var point = TrialRecord.EpochPoint(
      epoch: step / stepsPerEpoch, step: step, alpha: values.alpha,
      learningRate: values.learningRate, meanLoss: totals.loss / count,
      runningAccuracy: Double(totals.correct) / count, meanWeight: totals.weight / count)
    if let initialWeights {
      state.watch.finish(&point, distance: network.weightDistance(from: initialWeights))
    }
    state.curve.append(point)
    guard let validation, var best = state.selection else { return }
    state.selection = nil  // One owner, so that the kept weights are not copied.
    try best.epochEnded(network, validation: validation)
    state.selection = best
  }
}

extension TrialSpec {
  /// Returns the optimizer steps of one pass over the training part; the last batch may be short.
  public func stepsPerEpoch(trainCount: Int) -> Int {
    (trainCount + batchSize - 1) / batchSize
  }
}
