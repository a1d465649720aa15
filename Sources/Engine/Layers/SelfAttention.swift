/// Multi-head attention of a sequence to itself, over the positions that are not padding.
///
/// Shapes: input and output `[channels, length]`, or output `[channels]` where the first position alone
/// asks; `input.weight` `[3 · channels, channels]` holds the
/// projections of queries, keys and values in this order, `input.bias` `[3 · channels]`,
/// `output.weight` `[channels, channels]`, `output.bias` `[channels]`. Head `h` owns the channels from
/// `h · channels / heads`. Scores are divided by the root of a head's channels.
///
/// One product makes queries, keys and values; scores, weights times values and their gradients are
/// products over strided views of its result, so nothing is transposed or copied; heads of at most 16
/// channels are worked on one at a time by a loop of ours instead. Padding attends to
/// nothing, is attended to by nothing and gets no gradient.
///
/// - Source: Vaswani et al., NeurIPS 2017, section 3.2.
public struct SelfAttention: Layer {
  /// How the projections of queries, keys and values begin; biases begin at zero.
  public enum Start: Hashable, Sendable {
    /// Uniform in `±sqrt(6 / (4 · channels))`, as in PyTorch's `MultiheadAttention`.
    ///
    /// - Source: Glorot and Bengio, AISTATS 2010, equation 16, for the three projections together.
    case glorot
    /// Uniform in `±1 / sqrt(channels)`, as PyTorch's `Linear`.
    case fanIn
  }

  /// The number of heads.
  public let heads: Int
  /// The probability with which an attention weight is dropped while training.
  public let dropout: Double
  /// Whether examples have true lengths; without, every position counts.
  public let readsLengths: Bool
  /// How the projections begin.
  public let start: Start
  /// Whether the first position alone asks, such as a class token behind which nothing reads the
  /// others.
  public let onlyFirstAsks: Bool

  /// Creates self-attention.
  public init(
    heads: Int, dropout: Double = 0, readsLengths: Bool = true, start: Start = .glorot,
    onlyFirstAsks: Bool = false
  ) {
    self.onlyFirstAsks = onlyFirstAsks
    self.heads = heads
    self.start = start
    self.dropout = dropout
    self.readsLengths = readsLengths
  }

  /// The stem of its names.
  public var kind: String { "attention" }
  /// What it does, in a few words.
  public var summary: String {
    "self-attention, \(heads) heads" + (onlyFirstAsks ? ", first position" : "")
      + (dropout > 0 ? ", dropout \(dropout)" : "")
  }

  /// Returns the shape it makes of an input shape, or says why it cannot.
  public func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] {
    try checkSequence(input, named: name)
    guard heads > 0, input[0].isMultiple(of: heads) else {
      throw .setting(
        layer: name, found: "\(heads) heads for \(input[0]) channels",
        expected: "a number of heads that divides the channels")
    }
    guard (0..<1).contains(dropout) else {
      throw .setting(layer: name, found: "dropout \(dropout)", expected: "at least 0 and below 1")
    }
    return onlyFirstAsks ? [input[0]] : input
  }

  /// Returns its parameters and statistics for an input shape.
  public func parameters(for input: [Int], named name: String) throws(EngineError)
    -> [ParameterDescription]
  {
    let channels = input[0]
    func bias(_ part: String, _ count: Int) -> ParameterDescription {
      ParameterDescription(
        name: "\(name).\(part).bias", shape: [count], role: .bias, initializer: .constant(0))
    }
    let initializer: ParameterDescription.Initializer =
      switch start {
      case .glorot: .uniform(bound: (6 / Float(4 * channels)).squareRoot())
      case .fanIn: .fanIn(channels)
      }
    return [
      ParameterDescription(
        name: "\(name).input.weight", shape: [3 * channels, channels], role: .weight,
        initializer: initializer),
      bias("input", 3 * channels),
      ParameterDescription(
        name: "\(name).output.weight", shape: [channels, channels], role: .weight,
        initializer: .fanIn(channels)),
      bias("output", channels),
    ]
  }

  /// Adds the steps that compute it, and what its backward pass will add, to a plan.
  public func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
    -> Tensor
  {
    let own = try parameters(for: Array(input.extents.dropFirst()), named: name)
    let rows = try plan.rows(of: input)
    let joint = try RowProduct(name: "\(name) input", weight: own[0], bias: own[1])
      .build(in: plan, input: rows)
    let steps = AttentionSteps(
      name: name, batch: input.extents[0], heads: heads,
      queries: onlyFirstAsks ? 1 : input.extents[2], length: input.extents[2],
      channels: input.extents[1], dropout: plan.isTraining ? Float(dropout) : 0)
    let context = try steps.build(
      in: plan, joint: joint, lengths: readsLengths ? plan.lengths : nil)
    let output = try RowProduct(name: "\(name) output", weight: own[2], bias: own[3])
      .build(in: plan, input: context)
    return onlyFirstAsks ? output : try plan.sequence(of: output, length: input.extents[2])
  }
}
