import COneDNN

/// Normalises each channel over the batch, then scales and shifts it; optionally followed by ReLU.
///
/// Shapes: input and output `[channels, height, width]`, `[channels, length]` or `[channels]`; scale,
/// shift and the running statistics `[channels]`. Training uses the batch's mean and biased variance;
/// evaluation uses running averages
/// `running += momentum · (batch − running)`, with the variance unbiased, as PyTorch keeps them.
///
/// - Source: Ioffe and Szegedy, ICML 2015, algorithms 1 and 2.
public struct BatchNorm: Layer {
  /// Added to the variance.
  public let epsilon: Float
  /// The weight of a new batch in the running averages.
  public let momentum: Float
  var hasReLU = false

  /// Creates a batch normalisation.
  public init(epsilon: Float = 1e-5, momentum: Float = 0.1) {
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// The stem of its names.
  public var kind: String { "norm" }
  /// What it does, in a few words.
  public var summary: String { "batch norm" + (hasReLU ? ", ReLU" : "") }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard (1...3).contains(input.count) else {
      throw .shape(
        layer: name, found: input,
        expected: "[channels, height, width], [channels, length] or [channels]")
    }
    return input
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    func one(_ part: String, _ role: ParameterDescription.Role, _ value: Float)
      -> ParameterDescription
    {
      ParameterDescription(
        name: "\(name).\(part)", shape: [input[0]], role: role, initializer: .constant(value))
    }
    return [
      one("weight", .bias, 1), one("bias", .bias, 0), one("running_mean", .statistic, 0),
      one("running_var", .statistic, 1),
    ]
  }

  /// Returns one layer that does the work of this one and the next, or nil when there is none.
  public func fused(with next: any Layer) -> (any Layer)? {
    guard next is ReLU, !hasReLU else { return nil }
    var copy = self
    copy.hasReLU = true
    return copy
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let input = input.extents.count == 2 ? try plan.positionsFirst(input) : input
    let channels = [input.extents[1]]
    let own = try parameters(for: Array(input.extents.dropFirst()), named: name)
    let vector = try Descriptor.plain(channels)
    let tensors = own.map { plan.parameter($0, preferring: vector) }
    let (scale, shift, runningMean, runningVariance) =
      (tensors[0], tensors[1], tensors[2], tensors[3])
    let output = plan.tensor(input.layout)
    let layout = try Self.imageLayout(input.layout)
    let forward = try create(
      plan.library, plan.isTraining ? LB_FORWARD_TRAINING : LB_FORWARD_INFERENCE,
      source: layout, gradient: nil, usesStatistics: !plan.isTraining, forward: nil,
      "\(name) forward")
    var arguments = [
      (LB_SOURCE, input), (LB_DESTINATION, output), (LB_SCALE, scale), (LB_SHIFT, shift),
    ]
    guard plan.isTraining else {
      arguments += [(LB_MEAN, runningMean), (LB_VARIANCE, runningVariance)]
      plan.run(forward, arguments)
      return output
    }
    let mean = plan.tensor(vector, needsGradient: false)
    let variance = plan.tensor(vector, needsGradient: false)
    arguments += [(LB_MEAN, mean), (LB_VARIANCE, variance)]
    let workspace = forward.layout(LB_WORKSPACE, extents: []).map {
      plan.tensor($0, needsGradient: false)
    }
    if let workspace { arguments.append((LB_WORKSPACE, workspace)) }
    plan.run(forward, arguments)
    let count = input.extents.reduce(1, *) / channels[0]
    let (momentum, unbiased) = (momentum, Float(count) / Float(max(1, count - 1)))
    plan.run("\(name) running averages") { memory in
      let first = memory.runningAverage(runningMean, batch: mean, momentum: momentum, scale: 1)
      let second = memory.runningAverage(
        runningVariance, batch: variance, momentum: momentum, scale: unbiased)
      return { context in
        first(context)
        second(context)
      }
    }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slope = try plan.converted(gradient, to: output.layout, for: "\(name) backward")
      let backward = try self.create(
        plan.library, LB_BACKWARD_ALL, source: layout, gradient: layout,
        usesStatistics: false, forward: forward, "\(name) backward")
      let result = plan.tensor(input.layout)
      var arguments = [
        (LB_SOURCE, input), (LB_MEAN, mean), (LB_VARIANCE, variance), (LB_SCALE, scale),
        (LB_DESTINATION_GRADIENT, slope), (LB_SOURCE_GRADIENT, result),
        (LB_SCALE_GRADIENT, plan.gradient(ofParameter: scale)),
        (LB_SHIFT_GRADIENT, plan.gradient(ofParameter: shift)),
      ]
      // oneDNN 2 wants the shift although no gradient depends on it.
      if backward.layout(LB_SHIFT, extents: channels) != nil { arguments.append((LB_SHIFT, shift)) }
      if let workspace { arguments.append((LB_WORKSPACE, workspace)) }
      plan.run(backward, arguments)
      try plan.file(result, asGradientOf: input)
    }
    return output
  }

  /// A series as an image of height 1, and features as images of one point with channels last: oneDNN
  /// has fast kernels for images alone.
  private static func imageLayout(_ layout: Descriptor) throws(EngineError) -> Descriptor {
    if layout.extents.count == 2 { return try .channelsLast(layout.extents + [1, 1]) }
    guard layout.extents.count == 3 else { return layout }
    return try layout.reshaped(Array(layout.extents.prefix(2)) + [1, layout.extents[2]])
  }

  private func create(
    _ library: LibraryEngine, _ direction: lb_direction, source: Descriptor,
    gradient: Descriptor?, usesStatistics: Bool, forward: Primitive?, _ name: String
  ) throws(EngineError) -> Primitive {
    var handle: OpaquePointer?
    // SAFETY: all descriptors outlive the call, which copies what it keeps.
    let status = unsafe lb_batch_norm_create(
      library.handle, direction, source.handle, gradient?.handle, epsilon,
      usesStatistics ? 1 : 0, hasReLU ? 1 : 0, forward?.handle, &handle)
    return try unsafe Primitive(name, handle, status: status)
  }
}
