import Core
import DataStore
import Engine
import Losses
import Models
public import Records

/// A network on its way through the steps of one trial.
///
/// Order, augmentation and dropout masks are pure functions of the global step, α and learning rate of
/// the step and the curve, so nothing but the network's state, ``step``, the curve and the best epoch
/// is carried from one step to the next. The arm never enters a random stream. A step allocates nothing, takes no lock and writes nothing.
struct TrainingLoop {
  /// The network; it belongs to the thread that made the loop.
  let network: CompiledNetwork
  /// The optimizer steps of the whole trial.
  let totalSteps: Int
  /// The steps finished.
  private(set) var step = 0
  /// A point for each finished epoch.
  private(set) var curve: [TrialRecord.EpochPoint] = []

  private let examples: any ExampleSource
  private let labels: [Int32]
  private let batchSize: Int
  private let stepsPerEpoch: Int
  private let loss: any Loss
  private let trace: StepTrace
  private let validation: (any ExampleSource)?
  private let orderStream: RandomStream
  private let dropoutStream: RandomStream
  private let augmentationStream: RandomStream
  private let augmentation: Augmentation?

  private var order: [Int32]
  private var batchLabels: [Int32]
  private var batchLengths: [Int32]
  private var cases: CaseOutputs
  private var totals = LossTotals()
  /// The α of an adaptive schedule in this epoch, which its earlier epochs decide.
  private var epochAlpha: Double?
  /// The best epoch so far; nil where the last one is scored.
  private(set) var selection: EpochSelection?
  /// Diagnostics of the epoch so far.
  private var watch = EpochWatch()
  /// The weights before the first step, the same for every loop of a spec; nil where nothing is
  /// watched.
  private let initialWeights: WeightSnapshot?
  private let isMislabelled: [Bool]

  /// Compiles and initialises the network of a trial.
  ///
  /// - Parameters:
  ///   - spec: the trial.
  ///   - dataset: what it trains on.
  ///   - matched: the curve of the trial whose mean weights multiply the learning rate, if one's do.
  ///   - isWatched: whether diagnostics are taken; no bit of the weights depends on it.
  /// - Throws: ``TrainingError``, or an error of the registries, the model or the engine.
  init(
    _ spec: TrialSpec, on dataset: PreparedDataset, matched: [TrialRecord.EpochPoint]? = nil,
    isWatched: Bool = true
  ) throws {
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
    trace = try StepTrace(spec, stepsPerEpoch: stepsPerEpoch, matched: matched)
    totalSteps = trace.totalSteps
    validation = dataset.validation
    if spec.selection == .bestValidation {
      guard dataset.validation?.count ?? 0 > 0 else {
        throw TrainingError.nothingHeldOut(dataset: spec.dataset)
      }
      selection = EpochSelection()
    }
    loss = try LossCatalogue.make(
      spec.arm.loss,
      context: LossContext(trainingLabels: labels, classes: dataset.classes.count))
    let stream = spec.commonStream
    orderStream = stream.split("order")
    dropoutStream = stream.split("dropout")
    augmentationStream = stream.split("augmentation")
    augmentation = spec.augmentation
    let model = try ModelCatalogue.make(spec.model)
    network = try CompiledNetwork(
      model.network(input: dataset.shape, classCount: dataset.classes.count),
      batchSize: batchSize, evaluationBatchSize: Evaluator.batchSize,
      optimizer: OptimizerCatalogue.make(spec.arm.optimizer), threads: spec.threads,
      precision: spec.precision.flatMap(Precision.init) ?? .float32)
    try network.initialize(using: stream.split("weights"))
    initialWeights = isWatched ? network.weightSnapshot() : nil
    isMislabelled = dataset.mislabelled ?? []
    order = [Int32](repeating: 0, count: labels.count)
    batchLabels = [Int32](repeating: 0, count: batchSize)
    batchLengths = batchLabels
    cases = CaseOutputs(capacity: batchSize)
    curve.reserveCapacity(spec.epochs)
  }

  /// Trains one step; returns false, and leaves the weights as they were, when the loss of its batch
  /// is not finite.
  mutating func advance() throws -> Bool {
    precondition(step < totalSteps, "all \(totalSteps) steps are done")
    let batch = step % stepsPerEpoch
    if batch == 0 { beginEpoch() }
    let first = batch * batchSize
    let count = min(batchSize, labels.count - first)
    let values = trace.values(at: step, epochAlpha: epochAlpha)
    try forward(first: first, count: count)
    let sums = evaluateLoss(count: count, alpha: values.alpha)
    guard sums.loss.isFinite else { return false }
    try network.backward()
    if initialWeights != nil {
      watch.addGradient(of: network, batch: batch, fullBatches: labels.count / batchSize)
    }
    network.update(learningRate: values.learningRate)
    totals += sums
    if initialWeights != nil {
      watch.add(cases, count: count, order: order, first: first, isMislabelled: isMislabelled)
    }
    step += 1
    if batch == stepsPerEpoch - 1 { try endEpoch(values) }
    return true
  }

  /// Writes the order of an epoch, which depends on the epoch's number alone.
  private mutating func beginEpoch() {
    totals = LossTotals()
    epochAlpha = trace.epochAlpha(after: curve)
    for index in order.indices { order[index] = Int32(index) }
    var stream = orderStream.split(step / stepsPerEpoch)
    stream.shuffle(&order)
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
    let count = Double(totals.count)
    var point = TrialRecord.EpochPoint(
      epoch: step / stepsPerEpoch, step: step, alpha: values.alpha,
      learningRate: values.learningRate, meanLoss: totals.loss / count,
      runningAccuracy: Double(totals.correct) / count, meanWeight: totals.weight / count)
    if let initialWeights {
      watch.finish(&point, distance: network.weightDistance(from: initialWeights))
    }
    curve.append(point)
    guard let validation, var best = selection else { return }
    selection = nil  // One owner, so that the kept weights are not copied.
    try best.epochEnded(network, validation: validation)
    selection = best
  }
}

extension TrialSpec {
  /// Returns the optimizer steps of one pass over the training part; the last may be short.
  public func stepsPerEpoch(trainCount: Int) -> Int {
    (trainCount + batchSize - 1) / batchSize
  }
}
