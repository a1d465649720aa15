/// The sum of two paths, optionally followed by ReLU: `output = body(input) + shortcut(input)`.
///
/// Both paths must end in the same shape; an empty shortcut passes the input on.
///
/// - Source: He, Zhang, Ren, Sun, CVPR 2016, equations 1 and 2.
public struct Residual: Layer {
  /// The layers of the main path.
  public let body: [any Layer]
  /// The layers of the other path; empty for the identity.
  public let shortcut: [any Layer]
  var hasReLU = false

  /// Creates a residual block.
  public init(_ body: [any Layer], shortcut: [any Layer] = []) {
    self.body = body
    self.shortcut = shortcut
  }

  /// The stem of its names.
  public var kind: String { "block" }
  /// What it does, in a few words.
  public var summary: String {
    (shortcut.isEmpty ? "sum of its path and its input" : "sum of its two paths")
      + (hasReLU ? ", ReLU" : "")
  }

  /// Returns the shape both paths make of an input shape, or says why they cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    let main = try mainPath(name).outputShape(for: input)
    let other = try sidePath(name).outputShape(for: input)
    guard main == other else {
      throw .shape(layer: "\(name): the shortcut", found: other, expected: "\(main)")
    }
    return main
  }

  /// Both paths.
  public func paths(named name: String) -> [LayerPath] { [mainPath(name), sidePath(name)] }

  private func mainPath(_ name: String) -> LayerPath { LayerPath(body, name: name) }

  private func sidePath(_ name: String) -> LayerPath {
    LayerPath(shortcut, name: "\(name).shortcut")
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
    let main = try mainPath(name).build(in: plan, input: input)
    let side = try sidePath(name).build(in: plan, input: input)
    let other = try plan.converted(side, to: main.layout, for: name)
    let output = plan.tensor(main.layout)
    let hasReLU = hasReLU
    plan.run("\(name) sum") { $0.sum(main, other, into: output, hasReLU: hasReLU) }
    plan.onBackward { (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      var slope = try plan.converted(gradient, to: output.layout, for: "\(name) backward")
      if hasReLU {
        let plain = slope
        let masked = plan.writable(plain)
        plan.run("\(name) ReLU backward") {
          $0.reluBackward(plain, output: output, into: masked)
        }
        slope = masked
      }
      for path in [main, side] where path.needsGradient {
        try plan.file(slope, asGradientOf: path)
      }
    }
    return output
  }
}
