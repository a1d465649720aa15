import Foundation

/// How long something took, by the clock and on the processor.
///
/// The second is the better measure on a busy machine; both are of this process and so of its one
/// thread.
struct LoadTime {
  var elapsed = Duration.zero
  var processor = Duration.zero

  /// Adds what a body takes.
  mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    let (start, startTicks) = (ContinuousClock.now, clock())
    let result = try body()
    elapsed += .now - start
    // POSIX: a million ticks a second, whatever the resolution.
    processor += .microseconds(Int64(clock() - startTicks))
    return result
  }
}
