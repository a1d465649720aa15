public import Engine

/// Where the time of a training step goes, kernel by kernel.
public struct StepExplanation: Codable, Sendable {
  /// The kernels in the order they run, then the loss and the update.
  public let steps: [StepTime]
  /// What the library's largest product reached in the same run.
  public let peakOperationsPerSecond: Double

  /// The sum of all kernels, in milliseconds.
  public var milliseconds: Double { steps.reduce(0) { $0 + $1.milliseconds } }
  /// How many kernels only change layouts.
  public var reorderCount: Int { steps.count { $0.isReorder } }
  /// The share of the machine's peak that the whole step reaches.
  public var shareOfPeak: Double {
    steps.reduce(0) { $0 + $1.operations } / (milliseconds / 1e3) / peakOperationsPerSecond
  }
}
