public import Core
import Foundation

/// The number of successes in 15 trials, each with a probability of sixteenths.
///
/// Its probabilities are whole multiples of 2⁻⁶⁰, so drawing needs no rounding: every machine
/// draws the same numbers.
public struct ExactBinomial: Hashable, Sendable {
  /// The number of trials; outcomes are 0 to 15.
  public static let trials = 15
  /// Of the 2⁶⁰ equally likely numbers, how many give an outcome at most the index.
  private let cumulative: [UInt64]

  /// Creates the distribution of a success probability of `sixteenths / 16`.
  public init(sixteenths: Int) {
    precondition((1...15).contains(sixteenths), "\(sixteenths)/16 is not between 0 and 1")
    var total: UInt64 = 0
    var choices: UInt64 = 1
    cumulative = (0...Self.trials).map { successes in
      defer {
        choices = choices * UInt64(Self.trials - successes) / UInt64(successes + 1)
      }
      total +=
        choices * Self.power(sixteenths, successes)
        * Self.power(16 - sixteenths, Self.trials - successes)
      return total
    }
  }

  /// Draws an outcome, using 60 bits of the stream.
  public func draw(_ stream: inout RandomStream) -> Int {
    let number = stream.bits() >> 4
    var outcome = 0
    while cumulative[outcome] <= number { outcome += 1 }
    return outcome
  }

  /// The natural logarithm of each outcome's probability.
  public var logProbabilities: [Double] {
    zip(cumulative, [0] + cumulative).map { log(Double($0 - $1) * 0x1p-60) }
  }

  private static func power(_ base: Int, _ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { product, _ in product * UInt64(base) }
  }
}

/// A choice among a few outcomes whose probabilities are hundredths.
public struct HundredthsChoice: Hashable, Sendable {
  /// The probability of each outcome in hundredths.
  public let hundredths: [Int]

  /// Creates a choice; the hundredths add up to 100.
  public init(_ hundredths: [Int]) {
    precondition(hundredths.reduce(0, +) == 100, "\(hundredths) do not add up to 100")
    self.hundredths = hundredths
  }

  /// Draws an outcome.
  public func draw(_ stream: inout RandomStream) -> Int {
    var rest = stream.index(below: 100)
    for (outcome, share) in hundredths.enumerated() {
      if rest < share { return outcome }
      rest -= share
    }
    preconditionFailure("100 hundredths cover every draw")
  }
}
