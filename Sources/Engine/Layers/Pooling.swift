import COneDNN

/// The largest or the mean value of each window of equal sides, or of the whole image or series.
///
/// Shapes: input `[channels, height, width]` or `[channels, length]`, output
/// `[channels, (height + 2·padding − size) / stride + 1, …]`; rows and columns that do not fill a window are
/// dropped. A global pooling leaves sides of 1.
public struct Pooling: Layer {
  /// What a window yields.
  public enum Kind: Hashable, Sendable {
    /// The largest value; the first of equals receives the gradient.
    case max
    /// The mean.
    case average
  }

  /// What a window yields.
  public let pooling: Kind
  /// The side of the window; nil for all there is.
  public let size: Int?
  /// Pixels between windows.
  public let stride: Int
  /// Pixels added on each side, which no window ever yields.
  public let padding: Int
  var hasReLU = false

  /// Creates a pooling layer; windows touch without overlap unless a stride is given.
  public init(_ pooling: Kind, size: Int, stride: Int? = nil, padding: Int = 0) {
    self.padding = padding
    self.pooling = pooling
    self.size = size
    self.stride = stride ?? size
  }

  /// Creates a pooling over the whole image or series.
  public init(global pooling: Kind) {
    self.pooling = pooling
    size = nil
    stride = 1
    padding = 0
  }

  /// The stem of its names.
  public var kind: String { "pool" }
  /// What it does, in a few words.
  public var summary: String {
    guard let size else { return "global \(pooling) pooling" + (hasReLU ? ", ReLU" : "") }
    return "\(pooling) pooling, size \(size)" + (stride == size ? "" : ", stride \(stride)")
      + (hasReLU ? ", ReLU" : "")
  }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    try checkSpatial(input, named: name)
    guard let size else { return [input[0]] + input.dropFirst().map { _ in 1 } }
    guard size > 0, stride > 0, padding >= 0, 2 * padding <= size else {
      throw .setting(
        layer: name, found: "size \(size), stride \(stride), padding \(padding)",
        expected: "positive numbers, and a padding of at most half the size")
    }
    guard input.dropFirst().allSatisfy({ $0 + 2 * padding >= size }) else {
      throw .shape(layer: name, found: input, expected: "sides of at least \(size - 2 * padding)")
    }
    return [input[0]] + input.dropFirst().map { ($0 + 2 * padding - size) / stride + 1 }
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
    let extents =
      try [input.extents[0]] + outputShape(for: Array(input.extents.dropFirst()), named: name)
    let forward = try create(
      plan.library, plan.isTraining ? LB_FORWARD_TRAINING : LB_FORWARD_INFERENCE,
      source: input.layout, destination: .any(extents), forward: nil, "\(name) forward")
    let output = plan.tensor(
      try forward.requiredLayout(LB_DESTINATION, extents: extents),
      needsGradient: input.needsGradient)
    var arguments = [(LB_SOURCE, input), (LB_DESTINATION, output)]
    let workspace = forward.layout(LB_WORKSPACE, extents: []).map {
      plan.tensor($0, needsGradient: false)
    }
    if let workspace { arguments.append((LB_WORKSPACE, workspace)) }
    plan.run(forward, arguments)
    if hasReLU { plan.run("\(name) ReLU forward") { $0.reluForward(output, output) } }
    guard input.needsGradient else { return output }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let backward = try self.create(
        plan.library, LB_BACKWARD_DATA, source: input.layout, destination: output.layout,
        forward: forward, "\(name) backward")
      var slope = try plan.converted(gradient, to: output.layout, for: "\(name) backward")
      if self.hasReLU {
        let plain = slope
        let masked = plan.writable(plain)
        plan.run("\(name) ReLU backward") {
          $0.reluBackward(plain, output: output, into: masked)
        }
        slope = masked
      }
      let result = plan.tensor(input.layout)
      var arguments = [(LB_DESTINATION_GRADIENT, slope), (LB_SOURCE_GRADIENT, result)]
      if let workspace { arguments.append((LB_WORKSPACE, workspace)) }
      plan.run(backward, arguments)
      try plan.file(result, asGradientOf: input)
    }
    return output
  }

  private func create(
    _ library: LibraryEngine, _ direction: lb_direction, source: Descriptor,
    destination: Descriptor, forward: Primitive?, _ name: String
  ) throws(EngineError) -> Primitive {
    let sides = source.extents.dropFirst(2)
    let window = sides.map { Int64(size ?? $0) }
    let strides = sides.map { _ in Int64(stride) }
    let zeros = sides.map { _ in Int64(padding) }
    var handle: OpaquePointer?
    // SAFETY: the arrays hold the spatial axes announced; all descriptors outlive the call.
    let status = unsafe lb_pooling_create(
      library.handle, direction, pooling == .max ? LB_POOL_MAX : LB_POOL_AVERAGE, source.handle,
      destination.handle, Int32(sides.count), window, strides, zeros, forward?.handle, &handle)
    return try unsafe Primitive(name, handle, status: status)
  }
}
