/// How a suite chooses settings: trials of their own, judged on examples held out.
public struct SuiteTuning: Hashable, Sendable {
  /// The first seed of tuning trials; those of the comparison count from 1.
  public static let firstSeed: UInt64 = 1001

  /// Seeds of each configuration.
  public var seedCount: Int
  /// The share held out, for tasks that hold nothing out themselves.
  public var validation: Double

  /// Creates a rule.
  public init(seedCount: Int, validation: Double) {
    self.seedCount = seedCount
    self.validation = validation
  }

  /// The seeds of tuning trials.
  public var seeds: [UInt64] { (0..<UInt64(seedCount)).map { Self.firstSeed + $0 } }
}
