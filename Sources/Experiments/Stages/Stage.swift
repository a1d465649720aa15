/// A stretch of training that one trial takes, or several share.
public struct Stage: Hashable, Sendable {
  /// The steps it trains, counted from 0.
  public let steps: Range<Int>
  /// The stage whose end it starts from; nil where it starts from initial weights.
  public let parent: Int?
  /// The stages that go on from its end.
  public internal(set) var children: [Int]
  /// The trials that end with it.
  public let endings: [Int]
  /// Every trial that needs it, in the order of the plan.
  public let trials: [Int]

  /// The trial whose settings train it; any other of ``trials`` would give the same bits.
  public var leader: Int { trials[0] }
}
