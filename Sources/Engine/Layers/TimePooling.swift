/// The largest or the mean value of each channel over the true length of a sequence.
///
/// Shapes: input `[channels, length]`, output `[channels]`. Behind a convolution without padding whose
/// windows have `trim + 1` positions, only windows inside the true length count, at least one.
///
/// - Source: max over time, Collobert et al., *JMLR* 12, 2011.
public struct TimePooling: Layer {
  /// What a sequence yields.
  public let pooling: Pooling.Kind
  /// Positions at the end of the true length that do not count.
  public let trim: Int
  var hasReLU = false

  /// Creates a pooling over time.
  public init(_ pooling: Pooling.Kind, trim: Int = 0) {
    self.pooling = pooling
    self.trim = trim
  }

  /// The stem of its names.
  public var kind: String { "pool" }
  /// What it does, in a few words.
  public var summary: String { "\(pooling) over time" + (hasReLU ? ", ReLU" : "") }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    guard input.count == 2 else {
      throw .shape(layer: name, found: input, expected: "[channels, length]")
    }
    return [input[0]]
  }

  /// Returns one layer that does the work of this one and the next, or nil when there is none.
  public func fused(with next: any Layer) -> (any Layer)? {
    guard pooling == .max, next is ReLU, !hasReLU else { return nil }
    var copy = self
    copy.hasReLU = true
    return copy
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let source =
      input.hasSequenceLayout
      ? input : try plan.converted(input, to: .channelsLast(input.extents), for: name)
    let layout = try Descriptor.plain(Array(input.extents.prefix(2)))
    let (trim, hasReLU) = (trim, hasReLU)
    guard pooling == .max else {
      let lengths = try plan.lengths
      let output = plan.tensor(layout, needsGradient: input.needsGradient)
      plan.run("\(name) forward") { $0.timeMean(source, lengths, trim: trim, into: output) }
      plan.onBackward { (plan) throws(EngineError) in
        guard input.needsGradient, let gradient = plan.gradient(of: output) else { return }
        let slopes = try plan.converted(gradient, to: layout, for: "\(name) backward")
        let result = plan.tensor(source.layout)
        plan.run("\(name) backward") {
          $0.timeMeanBackward(slopes, lengths, trim: trim, into: result)
        }
        try plan.file(result, asGradientOf: input)
      }
      return output
    }
    let maximum = try buildMax(in: plan, named: name, input: source)
    plan.onBackward { (plan) throws(EngineError) in
      guard input.needsGradient, let gradient = plan.gradient(of: maximum.output) else { return }
      let slopes = try plan.converted(gradient, to: layout, for: "\(name) backward")
      let result = plan.tensor(source.layout)
      plan.run("\(name) backward") {
        $0.timeMaxBackward(slopes, maximum, hasReLU: hasReLU, into: result)
      }
      try plan.file(result, asGradientOf: input)
    }
    return maximum.output
  }

  /// The largest values, `[batch, channels]`, and the positions where they stand.
  struct Maximum {
    let output: Tensor
    let places: Tensor
  }

  /// Adds the forward steps of the maximum alone.
  func buildMax(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Maximum
  {
    let source =
      input.hasSequenceLayout
      ? input : try plan.converted(input, to: .channelsLast(input.extents), for: name)
    let layout = try Descriptor.plain(Array(input.extents.prefix(2)))
    let maximum = Maximum(
      output: plan.tensor(layout, needsGradient: input.needsGradient),
      places: plan.tensor(layout, needsGradient: false))
    let (lengths, trim, hasReLU) = (try plan.lengths, trim, hasReLU)
    plan.run("\(name) max over time") {
      $0.timeMax(source, lengths, trim: trim, hasReLU: hasReLU, into: maximum)
    }
    return maximum
  }
}
