public import Core

/// A network as a value: an input shape and the layers in order.
///
/// Nothing is allocated until the value is compiled for a batch size by ``CompiledNetwork``.
public struct Network: Sendable {
  /// The model's name, for messages.
  public let name: String
  /// The shape of one example.
  public let input: ExampleShape
  /// The number of logits.
  public let classCount: Int
  /// The layers in order.
  public let layers: [any Layer]

  /// Creates a network and checks that every layer can take what the one before gives.
  ///
  /// - Throws: ``EngineError`` naming the first layer that does not fit.
  public init(name: String, input: ExampleShape, classCount: Int, layers: [any Layer])
    throws(EngineError)
  {
    self.name = name
    self.input = input
    self.classCount = classCount
    self.layers = layers
    let output = try rows().last?.shape ?? input.dimensions
    guard output == [classCount] else {
      throw .shape(layer: "\(name): the logits", found: output, expected: "[\(classCount)]")
    }
  }

  /// A layer with what shape inference says about it.
  public struct Row: Sendable {
    /// The unique name, such as `conv2`.
    public let name: String
    /// What the layer does, such as `3×3 convolution, 64 channels`.
    public let summary: String
    /// The shape of one example after the layer.
    public let shape: [Int]
    /// The layer's parameters and statistics, those of the layers inside it among them.
    public let parameters: [ParameterDescription]
    /// The layers inside, path after path; empty for most.
    public let parts: [Row]
  }

  /// The layer table: names, output shapes and parameters.
  public func rows() throws(EngineError) -> [Row] {
    try LayerPath(layers, name: nil).rows(for: input.dimensions)
  }

  /// The number of trainable floats.
  public var parameterCount: Int {
    ((try? rows()) ?? []).flatMap(\.parameters).filter { $0.role != .statistic }
      .reduce(0) { $0 + $1.count }
  }

  /// Names layers by kind and ordinal: `conv1`, `relu1`, `conv2`.
  static func names(of layers: [any Layer]) -> [String] {
    var ordinals: [String: Int] = [:]
    return layers.map { layer in
      let ordinal = ordinals[layer.kind, default: 0] + 1
      ordinals[layer.kind] = ordinal
      return "\(layer.kind)\(ordinal)"
    }
  }
}

/// One step of a network, as a value.
///
/// A layer is one file: its shapes, its parameters and how a plan computes it. Shapes here are of one
/// example; the plan adds the batch.
public protocol Layer: Sendable {
  /// The stem of its names, such as `conv`.
  var kind: String { get }
  /// What it does, in a few words.
  var summary: String { get }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int]
  /// Returns its parameters and statistics for an input shape.
  func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  /// Returns the paths of layers inside it, under its name.
  func paths(named name: String) -> [LayerPath]
  /// Returns one layer that does the work of this one and the next, or nil when there is none.
  func fused(with next: any Layer) -> (any Layer)?
  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError) -> Tensor
}

extension Layer {
  /// The parameters of the layers inside it, unless a layer says otherwise.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    var all: [ParameterDescription] = []
    for path in paths(named: name) { all += try path.rows(for: input).flatMap(\.parameters) }
    return all
  }

  /// No layers inside, unless a layer says otherwise.
  public func paths(named name: String) -> [LayerPath] { [] }

  /// Nothing to fuse, unless a layer says otherwise.
  public func fused(with next: any Layer) -> (any Layer)? { nil }
}
