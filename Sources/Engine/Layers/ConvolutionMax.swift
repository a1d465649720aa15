import COneDNN

/// A convolution over a sequence and the largest of each channel over time, as one step of a plan.
///
/// Only one window of each channel and example is the largest, so the backward pass touches one window
/// where that of a convolution multiplies all of them: for 62 windows, 1/62 of the work.
struct ConvolutionMax: Layer {
  let convolution: Convolution
  let pooling: TimePooling

  /// Joins the two; nil where the convolution has padding, strides or a ReLU of its own.
  init?(_ convolution: Convolution, _ pooling: TimePooling) {
    guard pooling.pooling == .max, convolution.padding == 0, convolution.stride == 1,
      convolution.hasBias, !convolution.hasReLU
    else { return nil }
    self.convolution = convolution
    self.pooling = pooling
  }

  var kind: String { convolution.kind }
  var summary: String { convolution.summary + ", " + pooling.summary }

  func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    [convolution.outputChannels]
  }

  func fused(with next: any Layer) -> (any Layer)? {
    guard let fused = pooling.fused(with: next) as? TimePooling else { return nil }
    return ConvolutionMax(convolution, fused)
  }

  func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let shape = Array(input.extents.dropFirst())
    let own = try convolution.parameters(for: shape, named: name)
    let extents =
      try [input.extents[0]] + convolution.outputShape(for: shape, named: name)
    let (weight, bias) = (own[0], own[1])
    let forward = try convolution.create(
      plan.library,
      AffineSteps.Operands(
        direction: plan.isTraining ? LB_FORWARD_TRAINING : LB_FORWARD_INFERENCE,
        source: .any(input.extents, of: plan.precision),
        weights: .any(weight.shape, of: plan.precision), bias: .plain(bias.shape),
        destination: .any(extents), hasReLU: false, forward: nil,
        precision: plan.precision), "\(name) forward")
    forward.operations =
      2 * Double(extents.reduce(1, *)) * Double(weight.shape.dropFirst().reduce(1, *))
    let liked = try forward.requiredLayout(LB_WEIGHTS, extents: weight.shape)
    let weights = plan.parameter(
      weight, preferring: plan.precision == .float32 ? liked : try .plain(weight.shape))
    let biases = plan.parameter(bias, preferring: try .plain(bias.shape))
    let windows = plan.tensor(try forward.requiredLayout(LB_DESTINATION, extents: extents))
    plan.run(
      forward,
      [
        (
          LB_SOURCE,
          try plan.converted(
            input, to: forward.requiredLayout(LB_SOURCE, extents: input.extents),
            for: "\(name) forward")
        ), (LB_WEIGHTS, try plan.converted(weights, to: liked, for: "\(name) forward")),
        (LB_BIAS, biases), (LB_DESTINATION, windows),
      ])
    let pooled = try pooling.buildMax(in: plan, named: name, input: windows)
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: pooled.output) else { return }
      try self.backward(
        in: plan, named: name, input: input, weights: weights, biases: biases, pooled: pooled,
        gradient: gradient)
    }
    return pooled.output
  }

  private func backward(
    in plan: PlanBuilder, named name: String, input: Tensor, weights: Tensor, biases: Tensor,
    pooled: TimePooling.Maximum, gradient: Tensor
  ) throws(EngineError) {
    let label = "\(name) backward"
    let slopes = try plan.converted(gradient, to: pooled.output.layout, for: label)
    let source = try plan.converted(input, to: .channelsLast(input.extents), for: label)
    let windowed = try Descriptor.channelsLast(weights.extents)
    let result = input.needsGradient ? plan.tensor(source.layout, needsGradient: false) : nil
    let target = plan.tensor(windowed, needsGradient: false)
    let kernels = try plan.converted(weights, to: windowed, for: label)
    let operands = Memory.ConvolutionMaxOperands(
      input: source, weights: kernels, slopes: slopes, pooled: pooled,
      hasReLU: pooling.hasReLU, weightGradient: target,
      biasGradient: plan.gradient(ofParameter: biases), inputGradient: result)
    plan.run(label) { $0.convolutionMaxBackward(operands) }
    try plan.reorder(target, into: plan.gradient(ofParameter: weights), for: label)
    if let result { try plan.file(result, asGradientOf: input) }
  }
}
