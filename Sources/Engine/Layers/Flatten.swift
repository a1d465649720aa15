/// One axis of all elements in row-major order.
///
/// A plan does nothing for it: dense layers read tensors of several axes in that order.
public struct Flatten: Layer {
  /// Creates a flattening.
  public init() {}

  /// The stem of its names.
  public var kind: String { "flatten" }
  /// What it does, in a few words.
  public var summary: String { "flatten" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    [input.reduce(1, *)]
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  { input }
}
