import COneDNN

/// The steps of `output = rows · weightᵀ + bias`, shared by the layers that map each position.
///
/// Everything lies in plain order, so that rows are views of sequences and no reorder is needed. The
/// forward product reads the weight through a transposed view; the backward primitives are those of
/// an inner product, which sum the bias's gradient in the same pass. These choices were the fastest
/// measured for thousands of rows of 128 to 384 channels.
struct RowProduct {
  let name: String
  let weight: ParameterDescription
  let bias: ParameterDescription
  var hasReLU = false

  /// A product with PyTorch's initial values for `Linear`.
  static func descriptions(_ name: String, inputs: Int, outputs: Int) -> [ParameterDescription] {
    [
      ParameterDescription(
        name: "\(name).weight", shape: [outputs, inputs], role: .weight,
        initializer: .fanIn(inputs)),
      ParameterDescription(
        name: "\(name).bias", shape: [outputs], role: .bias, initializer: .fanIn(inputs)),
    ]
  }

  /// Appends the forward steps, and what the backward pass will append.
  ///
  /// - Parameters:
  ///   - plan: the plan.
  ///   - input: `[rows, inputs]` in plain order.
  /// - Returns: `[rows, outputs]` in plain order.
  /// - Throws: ``EngineError`` when the library refuses a product.
  func build(in plan: PlanBuilder, input: Tensor) throws(EngineError) -> Tensor {
    let (rows, inputs, outputs) = (input.extents[0], input.extents[1], weight.shape[0])
    let weights = plan.parameter(weight, preferring: try .plain(weight.shape))
    let biases = plan.parameter(bias, preferring: try .plain(bias.shape))
    let output = plan.tensor(try .plain([rows, outputs]))
    let transposed = plan.tensor(
      try .strided([inputs, outputs], by: [1, inputs]), at: weights.place, needsGradient: false)
    let row = plan.tensor(try .plain([1, outputs]), at: biases.place, needsGradient: false)
    try plan.multiply(
      "\(name) forward", input, transposed, bias: row, into: output, hasReLU: hasReLU)
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      var slope = try plan.converted(gradient, to: output.layout, for: "\(self.name) backward")
      if self.hasReLU {
        let (plain, masked) = (slope, plan.writable(slope))
        plan.run("\(self.name) ReLU backward") {
          $0.reluBackward(plain, output: output, into: masked)
        }
        slope = masked
      }
      try self.backward(in: plan, input: input, slope: slope, weights: weights, biases: biases)
    }
    return output
  }

  private func backward(
    in plan: PlanBuilder, input: Tensor, slope: Tensor, weights: Tensor, biases: Tensor
  ) throws(EngineError) {
    let label = "\(name) backward"
    func rounded(_ tensor: Tensor) throws(EngineError) -> Tensor {
      try plan.converted(tensor, to: .plain(tensor.extents, of: plan.precision), for: label)
    }
    let (source, slope, kernels) = (
      try rounded(input), try rounded(slope), try rounded(weights)
    )
    // oneDNN wants to see the forward primitive, which is not run.
    let forward = try create(
      plan.library, LB_FORWARD_TRAINING, source.layout, kernels.layout, biases, slope.layout, nil,
      "\(name) forward")
    let byWeights = try create(
      plan.library, LB_BACKWARD_WEIGHTS, source.layout, weights.layout, biases, slope.layout,
      forward, "\(label) weights")
    plan.run(
      byWeights,
      [
        (LB_SOURCE, source), (LB_DESTINATION_GRADIENT, slope),
        (LB_WEIGHTS_GRADIENT, plan.gradient(ofParameter: weights)),
        (LB_BIAS_GRADIENT, plan.gradient(ofParameter: biases)),
      ])
    guard input.needsGradient else { return }
    let byData = try create(
      plan.library, LB_BACKWARD_DATA, input.layout, kernels.layout, nil, slope.layout, forward,
      "\(label) data")
    let result = plan.tensor(input.layout, needsGradient: false)
    plan.run(
      byData,
      [(LB_WEIGHTS, kernels), (LB_DESTINATION_GRADIENT, slope), (LB_SOURCE_GRADIENT, result)])
    try plan.file(result, asGradientOf: input)
  }

  private func create(
    _ library: LibraryEngine, _ direction: lb_direction, _ source: Descriptor,
    _ weights: Descriptor, _ bias: Tensor?, _ destination: Descriptor, _ forward: Primitive?,
    _ label: String
  ) throws(EngineError) -> Primitive {
    var handle: OpaquePointer?
    // SAFETY: all descriptors outlive the call, which copies what it keeps.
    let status = unsafe lb_inner_product_create(
      library.handle, direction, source.handle, weights.handle, bias?.layout.handle,
      destination.handle, 0, forward?.handle, &handle)
    let primitive = try unsafe Primitive(label, handle, status: status)
    primitive.operations =
      2 * Double(weights.extents.reduce(1, *)) * Double(source.extents[0])
    return primitive
  }
}
