import COneDNN

/// The steps of a layer with weights and a bias, shared by dense layers and convolutions.
///
/// Forward chooses the layouts; the backward primitives choose again, and a reorder is added only
/// where the choices differ. A ReLU can ride along: forward as a post-operation, backward as a mask
/// from the output.
struct AffineSteps {
  /// The descriptors of one call that creates a primitive.
  struct Operands {
    let direction: lb_direction
    let source: Descriptor
    let weights: Descriptor
    let bias: Descriptor?
    let destination: Descriptor
    let hasReLU: Bool
    let forward: Primitive?
    /// What the product reads.
    let precision: Precision
  }

  let name: String
  let weight: ParameterDescription
  /// The weight's extents as the primitive sees them: one for each axis of the input.
  let weightExtents: [Int]
  let bias: ParameterDescription?
  let hasReLU: Bool
  /// Creates the primitive of a direction.
  let make: (LibraryEngine, Operands, _ name: String) throws(EngineError) -> Primitive

  /// Creates a primitive and counts its work: a multiplication and an addition for each output and
  /// each weight it reads, the same for all three directions.
  private func create(_ library: LibraryEngine, _ operands: Operands, _ name: String)
    throws(EngineError) -> Primitive
  {
    let primitive = try make(library, operands, name)
    let outputs = Double(operands.destination.extents.reduce(1, *))
    primitive.operations = 2 * outputs * Double(weightExtents.dropFirst().reduce(1, *))
    return primitive
  }

  /// Appends the forward steps, and what the backward pass will append.
  func build(in plan: PlanBuilder, input: Tensor, outputExtents: [Int]) throws(EngineError)
    -> Tensor
  {
    let biasLayout: Descriptor? =
      if let bias { try .plain(bias.shape) } else { nil }
    let forward = try create(
      plan.library,
      Operands(
        direction: plan.isTraining ? LB_FORWARD_TRAINING : LB_FORWARD_INFERENCE,
        source: .any(input.extents, of: plan.precision),
        weights: .any(weightExtents, of: plan.precision), bias: biasLayout,
        destination: .any(outputExtents), hasReLU: hasReLU, forward: nil,
        precision: plan.precision),
      "\(name) forward")
    let liked = try layout(LB_WEIGHTS, of: forward, weightExtents)
    // Parameters are 32-bit floats, whatever a product reads.
    let weights = plan.parameter(
      weight, preferring: plan.precision == .float32 ? liked : try .plain(weightExtents))
    let source = try plan.converted(
      input, to: layout(LB_SOURCE, of: forward, input.extents), for: "\(name) forward")
    let output = plan.tensor(try layout(LB_DESTINATION, of: forward, outputExtents))
    var arguments = [
      (LB_SOURCE, source),
      (LB_WEIGHTS, try plan.converted(weights, to: liked, for: "\(name) forward")),
      (LB_DESTINATION, output),
    ]
    var biases: Tensor?
    if let bias, let biasLayout {
      let tensor = plan.parameter(bias, preferring: biasLayout)
      arguments.append((LB_BIAS, tensor))
      biases = tensor
    }
    plan.run(forward, arguments)
    let biasTensor = biases
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      var slope = gradient
      if self.hasReLU {
        let plain = try plan.converted(gradient, to: output.layout, for: "\(self.name) ReLU")
        let masked = plan.writable(plain)
        plan.run("\(self.name) ReLU backward") {
          $0.reluBackward(plain, output: output, into: masked)
        }
        slope = masked
      }
      try self.backwardWeights(
        in: plan, source: source, slope: slope, weights: weights, biases: biasTensor,
        forward: forward)
      if input.needsGradient {
        try self.backwardData(
          in: plan, input: input, slope: slope, weights: weights, forward: forward)
      }
    }
    return output
  }

  private func backwardWeights(
    in plan: PlanBuilder, source: Tensor, slope: Tensor, weights: Tensor, biases: Tensor?,
    forward: Primitive
  ) throws(EngineError) {
    let label = "\(name) backward weights"
    let primitive = try create(
      plan.library,
      Operands(
        direction: LB_BACKWARD_WEIGHTS, source: .any(source.extents, of: plan.precision),
        weights: .any(weightExtents), bias: biases?.layout,
        destination: .any(slope.extents, of: plan.precision),
        hasReLU: false, forward: forward,
        precision: plan.precision),
      label)
    let liked = try layout(LB_WEIGHTS_GRADIENT, of: primitive, weightExtents)
    let stored = plan.gradient(ofParameter: weights)
    let isDirect = liked.hasLayout(of: stored.layout)
    let target = isDirect ? stored : plan.tensor(liked, needsGradient: false)
    var arguments = [
      (
        LB_SOURCE,
        try plan.converted(
          source, to: layout(LB_SOURCE, of: primitive, source.extents), for: label)
      ),
      (
        LB_DESTINATION_GRADIENT,
        try plan.converted(
          slope, to: layout(LB_DESTINATION_GRADIENT, of: primitive, slope.extents), for: label)
      ),
      (LB_WEIGHTS_GRADIENT, target),
    ]
    if let biases {
      arguments.append((LB_BIAS_GRADIENT, plan.gradient(ofParameter: biases)))
    }
    plan.run(primitive, arguments)
    if !isDirect { try plan.reorder(target, into: stored, for: label) }
  }

  private func backwardData(
    in plan: PlanBuilder, input: Tensor, slope: Tensor, weights: Tensor, forward: Primitive
  ) throws(EngineError) {
    let label = "\(name) backward data"
    let primitive = try create(
      plan.library,
      Operands(
        direction: LB_BACKWARD_DATA, source: .any(input.extents),
        weights: .any(weightExtents, of: plan.precision), bias: nil,
        destination: .any(slope.extents, of: plan.precision), hasReLU: false, forward: forward,
        precision: plan.precision),
      label)
    let gradient = plan.tensor(try layout(LB_SOURCE_GRADIENT, of: primitive, input.extents))
    plan.run(
      primitive,
      [
        (
          LB_WEIGHTS,
          try plan.converted(
            weights, to: layout(LB_WEIGHTS, of: primitive, weightExtents), for: label)
        ),
        (
          LB_DESTINATION_GRADIENT,
          try plan.converted(
            slope, to: layout(LB_DESTINATION_GRADIENT, of: primitive, slope.extents), for: label)
        ),
        (LB_SOURCE_GRADIENT, gradient),
      ])
    try plan.file(gradient, asGradientOf: input)
  }

  private func layout(_ argument: Argument, of primitive: Primitive, _ extents: [Int])
    throws(EngineError) -> Descriptor
  {
    try primitive.requiredLayout(argument, extents: extents)
  }
}

extension Primitive {
  /// The layout of a tensor that the primitive must have.
  func requiredLayout(_ argument: Argument, extents: [Int]) throws(EngineError) -> Descriptor {
    guard let found = layout(argument, extents: extents) else {
      throw .library(operation: "\(name): asking for the layout of a tensor", status: 2)
    }
    return found
  }
}
