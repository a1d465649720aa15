import COneDNN

/// A convolution with equal sides over images or series, with a bias unless told otherwise,
/// optionally followed by ReLU.
///
/// Shapes: input `[channels, height, width]` or `[channels, length]`, weight
/// `[outputChannels, channels, size, size]` or `[outputChannels, channels, size]`, bias
/// `[outputChannels]`, output `[outputChannels, height', width']` or `[outputChannels, length']` with
/// `height' = (height + 2·padding − size) / stride + 1`. It is a cross-correlation: the kernel is not
/// flipped.
public struct Convolution: Layer {
  /// The number of output channels.
  public let outputChannels: Int
  /// The side of the window.
  public let size: Int
  /// Pixels between windows.
  public let stride: Int
  /// Zeros added on each side.
  public let padding: Int
  /// Whether a bias is added; pointless in front of batch normalisation.
  public let hasBias: Bool
  var hasReLU = false

  /// Creates a convolution; without a padding given, stride 1 keeps height and width.
  public init(
    _ outputChannels: Int, size: Int, stride: Int = 1, padding: Int? = nil, hasBias: Bool = true
  ) {
    self.hasBias = hasBias
    self.outputChannels = outputChannels
    self.size = size
    self.stride = stride
    self.padding = padding ?? size / 2
  }

  /// The stem of its names.
  public var kind: String { "conv" }
  /// What it does, in a few words.
  public var summary: String {
    "convolution, size \(size), \(outputChannels) channels"
      + (stride > 1 ? ", stride \(stride)" : "")
      + (hasReLU ? ", ReLU" : "")
  }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    try checkSpatial(input, named: name)
    guard outputChannels > 0, size > 0, stride > 0, padding >= 0, padding < size else {
      throw .setting(
        layer: name,
        found: "\(outputChannels) channels, size \(size), stride \(stride), padding \(padding)",
        expected: "positive numbers, and a padding below the size")
    }
    let sides = input.dropFirst().map { ($0 + 2 * padding - size) / stride + 1 }
    guard input.dropFirst().allSatisfy({ $0 + 2 * padding >= size }) else {
      throw .shape(layer: name, found: input, expected: "sides of at least \(size - 2 * padding)")
    }
    return [outputChannels] + sides
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    let window = [Int](repeating: size, count: input.count - 1)
    let fanIn = input[0] * window.reduce(1, *)
    let weight = ParameterDescription(
      name: "\(name).weight", shape: [outputChannels, input[0]] + window, role: .weight,
      initializer: .fanIn(fanIn))
    guard hasBias else { return [weight] }
    let bias = ParameterDescription(
      name: "\(name).bias", shape: [outputChannels], role: .bias, initializer: .fanIn(fanIn))
    return [weight, bias]
  }

  /// Returns one layer that does the work of this one and the next, or nil when there is none.
  public func fused(with next: any Layer) -> (any Layer)? {
    if let pooling = next as? TimePooling { return ConvolutionMax(self, pooling) }
    guard next is ReLU, !hasReLU else { return nil }
    var copy = self
    copy.hasReLU = true
    return copy
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let shape = Array(input.extents.dropFirst())
    let own = try parameters(for: shape, named: name)
    let steps = AffineSteps(
      name: name, weight: own[0], weightExtents: own[0].shape, bias: hasBias ? own[1] : nil,
      hasReLU: hasReLU, make: create)
    return try steps.build(
      in: plan, input: input,
      outputExtents: [input.extents[0]] + outputShape(for: shape, named: name))
  }

  /// Whether Winograd's algorithm computes it: windows of 3×3, stride 1, at least 32 channels on both
  /// sides.
  ///
  /// A rule of the shapes alone, so that the same spec gives the same bits; there it needs 4/9 of the
  /// multiplications. Where the library has no such kernel the direct one runs; records name the
  /// instruction set, which decides that.
  ///
  /// - Source: Lavin and Gray, CVPR 2016, F(4×4, 3×3).
  private func usesWinograd(_ operands: AffineSteps.Operands) -> Bool {
    operands.precision == .float32 && size == 3 && stride == 1 && operands.source.extents.count == 4
      && operands.source.extents[1] >= 32 && outputChannels >= 32
  }

  func create(
    _ library: LibraryEngine, _ operands: AffineSteps.Operands, _ name: String
  ) throws(EngineError) -> Primitive {
    if usesWinograd(operands) {
      do {
        return try create(library, operands, LB_WINOGRAD, name)
      } catch .library(_, let status) where status == Self.unimplemented {
        // The direct kernel does it.
      }
    }
    return try create(library, operands, LB_DIRECT, name)
  }

  /// The library's status for what it has no kernel for.
  private static let unimplemented = 3

  private func create(
    _ library: LibraryEngine, _ operands: AffineSteps.Operands,
    _ algorithm: lb_convolution_algorithm, _ name: String
  ) throws(EngineError) -> Primitive {
    let spatialRank = operands.source.extents.count - 2
    let strides = [Int64](repeating: Int64(stride), count: spatialRank)
    let zeros = [Int64](repeating: Int64(padding), count: spatialRank)
    // For inference the library would store weights transformed, which no other kernel can read.
    let isInference = operands.direction == LB_FORWARD_INFERENCE && algorithm == LB_WINOGRAD
    var handle: OpaquePointer?
    // SAFETY: the arrays hold the spatial axes announced; all descriptors outlive the call.
    let status = unsafe lb_convolution_create(
      library.handle, isInference ? LB_FORWARD_TRAINING : operands.direction, algorithm,
      operands.source.handle, operands.weights.handle, operands.bias?.handle,
      operands.destination.handle, Int32(spatialRank), strides, zeros, operands.hasReLU ? 1 : 0,
      operands.forward?.handle, &handle)
    return try unsafe Primitive(name, handle, status: status)
  }
}

/// Refuses shapes that are neither images nor series.
func checkSpatial(_ input: [Int], named name: String) throws(EngineError) {
  guard (2...3).contains(input.count) else {
    throw .shape(
      layer: name, found: input, expected: "[channels, height, width] or [channels, length]")
  }
}
