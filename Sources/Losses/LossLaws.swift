/// Claims about a loss that hold for any logits, labels and settings.
///
/// Tests check every claim over the registry, and look for a counterexample to each claim that a
/// loss leaves out.
public struct LossLaws: OptionSet, Hashable, Sendable {
  /// One bit a law.
  public let rawValue: Int

  /// Creates a set of laws from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// No example has a negative loss.
  public static let nonNegative = LossLaws(rawValue: 1 << 0)
  /// An example's loss never grows with its true logit.
  public static let decreasing = LossLaws(rawValue: 1 << 1)
  /// Adding a constant to an example's logits changes nothing: its gradient sums to 0.
  public static let shiftInvariant = LossLaws(rawValue: 1 << 2)
  /// An example's outputs do not depend on the rest of its batch.
  public static let additive = LossLaws(rawValue: 1 << 3)
  /// The gradient is the derivative of the returned loss: no factor is held constant.
  public static let differentiated = LossLaws(rawValue: 1 << 4)
  /// Without class counts, renaming the classes renames the columns of the gradient.
  public static let symmetric = LossLaws(rawValue: 1 << 5)
  /// Of all labels an example might have, that of its largest logit has the least loss.
  public static let ordered = LossLaws(rawValue: 1 << 6)

  /// Every law.
  public static let all: LossLaws = [
    .nonNegative, .decreasing, .shiftInvariant, .additive, .differentiated, .symmetric,
    .ordered,
  ]
}
