import COneDNN
import Core

/// A network compiled for training: plans over shared parameters, and an optimizer.
///
/// One training step is ``forward(count:mode:fill:)``, ``withLogitsAndGradient(_:)``,
/// ``backward()``, ``update(learningRate:)``; it allocates nothing of ours. Not `Sendable`: a network
/// lives in the thread that made it, and kernels run on `threads` threads of that thread's team.
public final class CompiledNetwork {
  /// What a forward pass is for.
  public enum Mode: Hashable, Sendable {
    /// Batch statistics and dropout, keyed by a number of this step.
    case training(dropoutKey: UInt64)
    /// Running statistics, no dropout.
    case evaluation
  }

  /// The value that was compiled.
  public let network: Network
  /// The largest training batch.
  public let batchSize: Int
  /// The largest evaluation batch.
  public let evaluationBatchSize: Int
  /// Updates so far; part of the optimizer's state.
  public internal(set) var updateCount = 0

  private let optimizer: OptimizerConfiguration
  private let threads: Int
  /// What products read.
  public let precision: Precision
  private let exampleFloats: Int
  /// The last extent of an example, which for series and texts is their length.
  private let longest: Int
  let library: LibraryEngine
  private let lowered: [(name: String, layer: any Layer)]
  let store: ParameterStore
  private let trainingPlan: Plan
  private let evaluationPlan: Plan
  private var shortPlans: [Int: Plan] = [:]
  private var current: Plan
  private var currentCount = 0
  private var context = Plan.Context()

  /// Compiles plans for a training and an evaluation batch.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - batchSize: examples of a training step; a shorter batch gets a plan of its own when it comes.
  ///   - evaluationBatchSize: examples of an evaluation pass; shorter ones run in the same plan.
  ///   - optimizer: how gradients become updates.
  ///   - threads: kernel threads; results may differ in the last bits between thread counts.
  ///   - precision: what products read; see ``Precision``.
  /// - Throws: ``EngineError`` when oneDNN refuses a layer.
  public init(
    _ network: Network, batchSize: Int, evaluationBatchSize: Int,
    optimizer: OptimizerConfiguration, threads: Int = 1, precision: Precision = .float32
  ) throws(EngineError) {
    precondition(batchSize > 0 && evaluationBatchSize > 0 && threads > 0, "sizes must be positive")
    lb_set_threads(Int32(threads))
    self.network = network
    self.batchSize = batchSize
    self.evaluationBatchSize = evaluationBatchSize
    self.optimizer = optimizer
    self.threads = threads
    self.precision = precision
    guard precision.isNative else {
      throw .precision(found: EngineFacts.instructionSet, asked: precision.rawValue)
    }
    exampleFloats = network.input.elementCount
    longest = network.input.dimensions.last ?? 1
    library = try LibraryEngine()
    store = ParameterStore(
      gathersTables: !optimizer.leavesIdleRows, keepsAverage: optimizer.averageDecay > 0)
    lowered = Lowering.lowered(network.layers)
    trainingPlan = try Self.plan(
      network, lowered, library, store, .training, batchSize, optimizer.momentCount, precision)
    evaluationPlan = try Self.plan(
      network, lowered, library, store, .evaluation, evaluationBatchSize, optimizer.momentCount,
      precision)
    current = trainingPlan
  }

  /// The number of trainable floats.
  public var parameterCount: Int { network.parameterCount }

  private static func plan(
    _ network: Network, _ lowered: [(name: String, layer: any Layer)], _ library: LibraryEngine,
    _ store: ParameterStore, _ mode: PlanBuilder.Mode, _ batchSize: Int, _ momentCount: Int,
    _ precision: Precision
  ) throws(EngineError) -> Plan {
    let builder = PlanBuilder(
      library: library, parameters: store, mode: mode, batchSize: batchSize, precision: precision)
    return try builder.plan(
      input: .plain([batchSize] + network.input.dimensions), layers: lowered,
      momentCount: momentCount)
  }

  // MARK: One step

  /// Runs the network on a batch that a closure writes.
  ///
  /// - Parameters:
  ///   - count: examples, at most the batch size of the mode.
  ///   - mode: training or evaluation.
  ///   - lengths: how many positions of each example of a series are not padding; nil when all are.
  ///     Texts need none: their padding is the ids 0 at the end.
  ///   - fill: writes `[count] + input shape`, row-major.
  /// - Throws: ``EngineError`` when the library refuses a plan or a step, and what `fill` throws.
  public func forward(
    count: Int, mode: Mode, lengths: [Int32]? = nil,
    fill: (inout MutableSpan<Float>) throws -> Void
  ) throws {
    lb_set_threads(Int32(threads))
    switch mode {
    case .training(let key):
      context.dropoutKey = key
      current = try plan(forTraining: count)
    case .evaluation:
      precondition(count <= evaluationBatchSize, "\(count) examples in one evaluation pass")
      current = evaluationPlan
    }
    currentCount = count
    try current.memory.withSpan(current.input.lowerBound, count * exampleFloats, fill)
    fillLengths(lengths)
    try current.runForward(context)
  }

  /// Writes the true lengths of the batch where the plan's layers read them.
  private func fillLengths(_ known: [Int32]?) {
    guard let place = current.lengths else { return }
    let (plan, count, longest) = (current, currentCount, longest)
    plan.memory.withSpan(place.lowerBound, place.count) { lengths in
      if case .tokens = network.input {
        plan.memory.withSpan(plan.input.lowerBound, count * exampleFloats) { ids in
          for example in 0..<count {
            var length = longest
            while length > 1, ids[example * longest + length - 1] == 0 { length -= 1 }
            lengths[example] = Float(length)
          }
        }
      } else {
        for example in 0..<count {
          let length = known.map { Int($0[example]) } ?? longest
          lengths[example] = Float(min(max(length, 1), longest))
        }
      }
      // Rows of an evaluation batch behind the last example are computed and not read.
      for row in count..<place.count { lengths[row] = 1 }
    }
  }

  /// Reads the logits of the last forward pass, `[count, classes]`.
  public func withLogits<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    try current.memory.withSpan(current.logits.lowerBound, currentCount * network.classCount) {
      try body($0.span)
    }
  }

  /// Reads the logits of the last training pass and writes the loss's gradient, both
  /// `[count, classes]`.
  public func withLogitsAndGradient<Result>(
    _ body: (Span<Float>, inout MutableSpan<Float>) throws -> Result
  ) rethrows -> Result {
    guard let gradient = current.logitsGradient else {
      preconditionFailure("a gradient needs a training pass before it")
    }
    let count = currentCount * network.classCount
    let plan = current
    return try plan.memory.withSpan(plan.logits.lowerBound, count) { logits in
      try plan.memory.withSpan(gradient.lowerBound, count) { slope in
        try body(logits.span, &slope)
      }
    }
  }

  /// Computes the gradient of every parameter from the gradient of the logits.
  public func backward() throws(EngineError) {
    precondition(current.logitsGradient != nil, "a backward pass needs a training pass before it")
    lb_set_threads(Int32(threads))
    try current.runBackward(context)
  }

  /// Moves the parameters by one optimizer step.
  public func update(learningRate: Double) {
    updateCount += 1
    optimizer.update(store, learningRate: learningRate, step: updateCount)
  }

  /// Forgets the optimizer's state, as before the first update.
  func resetOptimizer() {
    updateCount = 0
    for moment in store.moments {
      moment.withSpan { span in for i in span.indices { span[i] = 0 } }
    }
    store.average?.copy(from: store.values)
  }

  private func plan(forTraining count: Int) throws(EngineError) -> Plan {
    precondition(count > 0 && count <= batchSize, "\(count) examples in a batch of \(batchSize)")
    if count == batchSize { return trainingPlan }
    if let known = shortPlans[count] { return known }
    let made = try Self.plan(
      network, lowered, library, store, .training, count, optimizer.momentCount, precision)
    shortPlans[count] = made
    return made
  }

  // MARK: What a plan does

  /// A step of the training plan, for people.
  public struct StepDescription: Hashable, Sendable {
    /// What it is for.
    public let name: String
    /// The kernel that computes it.
    public let implementation: String
  }

  /// The steps of the training plan, forward then backward.
  public var stepDescriptions: [StepDescription] {
    (trainingPlan.forward + trainingPlan.backward).map { step in
      switch step {
      case .primitive(let primitive):
        StepDescription(name: primitive.name, implementation: primitive.implementation)
      case .kernel(let name, _): StepDescription(name: name, implementation: "lossbench")
      }
    }
  }

  /// Returns the median time of each step of the last training pass, run again on its batch.
  public func stepTimes(repeats: Int) throws(EngineError) -> [StepTime] {
    precondition(current.logitsGradient != nil, "times are taken after a training pass")
    lb_set_threads(Int32(threads))
    return try current.stepTimes(context, repeats: repeats)
  }

  /// Floating-point operations of a training pass, forward and backward, in products alone.
  public var operationsPerStep: Double { trainingPlan.operations }

  /// Floating-point operations of one example's evaluation in the products of each layer, by the
  /// layer's full name, such as `block1.conv2`; layers without products are absent.
  public var operationsByLayer: [String: Double] {
    var result: [String: Double] = [:]
    for case .primitive(let primitive) in evaluationPlan.forward where primitive.operations > 0 {
      let layer = primitive.name.prefix { $0 != " " }
      result[String(layer), default: 0] += primitive.operations / Double(evaluationBatchSize)
    }
    return result
  }

  /// Floating-point operations of one example's evaluation, in products alone.
  public var evaluationOperations: Double {
    evaluationPlan.operations / Double(evaluationBatchSize)
  }

  /// Bytes of the training plan's tensors: activations, their gradients, and scratch.
  public var planBytes: Int { 4 * trainingPlan.memory.floatCount }

  /// Bytes that training and scoring take at most: every plan, that of a short last batch too, the
  /// state, and the copies of it that scoring with averaged weights and a checkpoint make.
  public var peakBytes: Int {
    let plans = 2 * trainingPlan.memory.floatCount + evaluationPlan.memory.floatCount
    let averages = (store.average?.floatCount ?? 0) * 2
    return 4 * (plans + averages) + 3 * stateBytes
  }

  /// Bytes of parameters, gradients, statistics and optimizer state.
  public var stateBytes: Int {
    4
      * ([store.values, store.gradients, store.statistics] + store.moments)
      .reduce(0) { $0 + $1.floatCount }
  }
}
