/// One axis of all elements in row-major order.
///
/// A plan does nothing for it: dense layers read tensors of several axes in that order.
public struct Flatten: Layer {
  /// Creates a flattening.
  public init() {}

  public var kind: String { "flatten" }
  public var summary: String { "flatten" }

  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    [input.reduce(1, *)]
  }

  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  { input }
}
