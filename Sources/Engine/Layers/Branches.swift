/// Several paths from one input, their outputs joined channel after channel.
///
/// Shapes: each path ends in `[channels, …]` with the same sides, or in `[features]`; the output has the
/// sum of the channels.
///
/// - Source: Szegedy et al., CVPR 2015.
public struct Branches: Layer {
  /// The layers of each path; an empty path passes the input on.
  public let paths: [[any Layer]]

  /// Creates paths side by side.
  public init(_ paths: [[any Layer]]) { self.paths = paths }

  /// The stem of its names.
  public var kind: String { "branches" }
  /// What it does, in a few words.
  public var summary: String { "the channels of its \(paths.count) paths" }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    var shapes: [[Int]] = []
    for path in paths(named: name) { shapes.append(try path.outputShape(for: input)) }
    guard let first = shapes.first, let channels = first.first else {
      throw .setting(layer: name, found: "no paths", expected: "at least one")
    }
    for shape in shapes where shape.dropFirst() != first.dropFirst() {
      throw .shape(layer: name, found: shape, expected: "sides as in \(first)")
    }
    return [shapes.dropFirst().reduce(channels) { $0 + $1[0] }] + first.dropFirst()
  }

  /// The paths, named `branches1.1`, `branches1.2` and so on.
  public func paths(named name: String) -> [LayerPath] {
    paths.enumerated().map { LayerPath($1, name: "\(name).\($0 + 1)") }
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    var parts: [Tensor] = []
    for path in paths(named: name) { parts.append(try path.build(in: plan, input: input)) }
    var extents = parts[0].extents
    extents[1] = parts.reduce(0) { $0 + $1.extents[1] }
    let isBlocked = (3...4).contains(extents.count) && parts.allSatisfy { $0.extents[1] % 16 == 0 }
    let layout: Descriptor = isBlocked ? try .blocked(extents) : try .plain(extents)
    let output = plan.tensor(layout)
    var offsets: [[Int]] = []
    var channel = 0
    for part in parts {
      let offset = extents.indices.map { $0 == 1 ? channel : 0 }
      let place = plan.tensor(
        try layout.part(part.extents, at: offset), at: output.place, needsGradient: false)
      try plan.reorder(part, into: place, for: name)
      offsets.append(offset)
      channel += part.extents[1]
    }
    plan.onBackward { [parts, offsets] (plan) throws(EngineError) in
      guard let gradient = plan.gradient(of: output) else { return }
      let slopes = try plan.converted(gradient, to: layout, for: "\(name) backward")
      for (part, offset) in zip(parts, offsets) where part.needsGradient {
        let place = plan.tensor(
          try layout.part(part.extents, at: offset), at: slopes.place, needsGradient: false)
        let slope = plan.tensor(part.layout, needsGradient: false)
        try plan.reorder(place, into: slope, for: "\(name) backward")
        try plan.file(slope, asGradientOf: part)
      }
    }
    return output
  }
}
