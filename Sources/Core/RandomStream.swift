import Foundation

/// A named, reproducible source of randomness.
///
/// `split("dropout")` depends only on the parent's key and the label, never on how much of the
/// parent was consumed, so a new consumer cannot shift the numbers an older one sees.
/// Conversions are ours, because the standard library's may change between toolchains.
///
/// - Source: SplitMix64, Steele, Lea and Flood, OOPSLA 2014.
public struct RandomStream: Sendable, Hashable {
  /// The key that `split` derives from; also seeds counter-based kernels such as dropout masks.
  public let key: UInt64
  private var state: UInt64

  /// Creates the root stream of a trial; the seed is stored with the trial.
  public init(seed: UInt64) {
    key = seed
    state = seed
  }

  /// Returns an independent stream for one purpose.
  public func split(_ label: String) -> RandomStream {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return RandomStream(seed: Self.mix(key ^ hash))
  }

  /// Returns an independent stream for one member of a numbered family, such as an epoch.
  public func split(_ index: Int) -> RandomStream {
    RandomStream(
      seed: Self.mix(
        Self.mix(key ^ 0x2545_f491_4f6c_dd1d)
          &+ UInt64(bitPattern: Int64(index)) &* 0x9e37_79b9_7f4a_7c15))
  }

  /// Returns the next 64 uniform bits.
  public mutating func bits() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mix(state)
  }

  /// Returns a float in `0..<1` with 24 random bits.
  public mutating func uniform() -> Float { Float(bits() >> 40) * 0x1p-24 }

  /// Returns a double in `0..<1` with 53 random bits.
  public mutating func uniformDouble() -> Double { Double(bits() >> 11) * 0x1p-53 }

  /// Returns an index in `0..<bound`; the bias is below `bound / 2⁶⁴`.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "index(below:) needs a positive bound, got \(bound)")
    return Int(bits().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Returns a standard normal deviate.
  ///
  /// - Source: Box and Muller, *Ann. Math. Statist.* 29(2), 1958; the cosine half only.
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniformDouble())).squareRoot()
    return radius * cos(2 * .pi * uniformDouble())
  }

  /// Shuffles a collection in place, every order equally likely.
  ///
  /// - Source: Durstenfeld, *Algorithm 235*, CACM 7(7), 1964.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for i in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(i, index(below: i + 1))
    }
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
